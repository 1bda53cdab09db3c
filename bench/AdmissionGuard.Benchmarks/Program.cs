using AdmissionGuard.Benchmarks;
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromTypes(
    [typeof(ReviewBenchmark), typeof(ConnectionsBenchmark), typeof(LoadingBenchmark), typeof(EventBenchmark), typeof(DecodingBenchmark)]).Run(args);

using AdmissionGuard.Benchmarks;
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromTypes([typeof(ReviewBenchmark), typeof(ConnectionsBenchmark), typeof(LoadingBenchmark), typeof(DecodingBenchmark)]).Run(args);

using AdmissionGuard.Enforcement.Wire.Pods;

namespace AdmissionGuard.Enforcement.Tests.Wire.Pods;

public sealed class CgroupPathTests
{
    private const string Uid = "0c2f1b9e-7a5d-4a53-9f0e-2f6f1f0c9a11";
    private const string Underscored = "0c2f1b9e_7a5d_4a53_9f0e_2f6f1f0c9a11";

    [Theory]
    [InlineData($"0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod{Underscored}.slice/cri-containerd-4f2e.scope")]
    [InlineData($"0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{Underscored}.slice/crio-4f2e.scope/container")]
    [InlineData($"0::/kubepods.slice/kubepods-pod{Underscored}.slice/docker-4f2e.scope")]
    [InlineData($"9:name=systemd:/kubepods.slice/kubepods-pod{Underscored}.slice/cri-containerd-4f2e.scope")]
    [InlineData($"4:cpu,cpuacct:/kubepods/besteffort/pod{Uid}/4f2e")]
    [InlineData($"0::/kubepods/pod{Uid}/4f2e")]
    [InlineData($"0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod{Underscored}.slice/cri-containerd-4f2e.scope")]
    [InlineData($"0::/kubelet/kubepods/besteffort/pod{Uid}/4f2e")]
    [InlineData($"0::/docker/9d1c/kubepods/burstable/pod{Uid}/4f2e")]
    [InlineData($"11:pids:/system.slice/containerd.service/kubepods-besteffort-pod{Underscored}.slice:cri-containerd:4f2e")]
    [InlineData($"0::/../../pod{Uid}/4f2e")]
    [InlineData($"0::/../../kubepods-besteffort-pod{Underscored}.slice/cri-containerd-4f2e.scope")]
    public void Every_layout_that_kubelets_make_names_its_pod(string line) => Assert.Equal(Uid, CgroupPath.PodUid(line));

    [Fact]
    public void A_static_pod_has_a_hash_for_its_UID() => Assert.Equal(
        "4a1b6c9d8e7f00112233445566778899", CgroupPath.PodUid("0::/kubepods/burstable/pod4a1b6c9d8e7f00112233445566778899/4f2e"));

    [Fact]
    public void Of_a_pod_in_a_pod_the_outer_one_has_the_network() => Assert.Equal(
        Uid, CgroupPath.PodUid($"0::/kubepods/burstable/pod{Uid}/4f2e/kubelet/kubepods/besteffort/podffffffff-0000-0000-0000-000000000000/1a2b"));

    [Theory]
    [InlineData("0::/")]
    [InlineData("0::/system.slice/kubelet.service")]
    [InlineData("0::/kubepods.slice/kubepods-besteffort.slice")]
    [InlineData("0::/user.slice/podman-4711.scope")]
    [InlineData("0::/machine.slice/libpod-4f2e.scope")]
    [InlineData("9:name=systemd")]
    [InlineData("")]
    public void What_belongs_to_no_pod_names_none(string line) => Assert.Null(CgroupPath.PodUid(line));

    [Fact]
    public void The_monitor_of_CRI_O_is_no_process_of_the_pod() =>
        Assert.True(CgroupPath.IsMonitor($"0::/kubepods.slice/kubepods-pod{Underscored}.slice/crio-conmon-4f2e.scope"));
}

using System.Diagnostics;

namespace Descent.Distributed.Tests;

/// <summary>Two hosts on this machine: network namespaces with names and addresses of their own on one bridge, reached by a stand-in for ssh. Gone when disposed.</summary>
internal sealed class TwoHosts : IDisposable
{
    private const string Network = "10.97.3";

    // Only what ssh does for mpirun: enter the host and run the words there.
    private const string Agent = """
        #!/bin/sh
        while case $1 in -*) true ;; *) false ;; esac; do shift; done
        host=descent-host${1##*.}
        shift
        exec ip netns exec "$host" unshare -u sh -c "hostname $host; $*"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("descent-hosts-").FullName;

    public TwoHosts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/ip"), "network namespaces need root and iproute2");
        Clear();
        string failed = Shell($"""
            set -e
            ip link add descent-br type bridge
            ip addr add {Network}.254/24 dev descent-br
            ip link set descent-br up
            for i in 1 2; do
                ip netns add descent-host$i
                ip link add descent-$i type veth peer name eth0 netns descent-host$i
                ip link set descent-$i master descent-br up
                ip -n descent-host$i addr add {Network}.$i/24 dev eth0
                ip -n descent-host$i link set eth0 up
                ip -n descent-host$i link set lo up
            done
            """);
        if (failed.Length > 0)
        {
            Dispose();
            Assert.Skip($"this machine makes no network namespaces: {failed}");
        }

        string agent = Path.Combine(_folder, "agent");
        File.WriteAllText(agent, Agent);
        Shell($"chmod +x {agent}");
        Variables = new Dictionary<string, string>
        {
            ["OMPI_MCA_plm_rsh_agent"] = agent,
            ["OMPI_MCA_oob_tcp_if_include"] = $"{Network}.0/24",
            ["OMPI_MCA_btl_tcp_if_include"] = $"{Network}.0/24",
        };
    }

    /// <summary>The hosts as mpirun is told of them.</summary>
    public static string Names => $"{Network}.1:1,{Network}.2:1";

    /// <summary>What Open MPI needs to know to reach them.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>();

    public void Dispose()
    {
        Clear();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Clear() => Shell("ip netns del descent-host1; ip netns del descent-host2; ip link del descent-br");

    // What it complains of.
    private static string Shell(string script)
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardError = true })!;
        string error = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        return shell.ExitCode == 0 ? "" : error;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Descent.Cli.Tests.Clusters;

/// <summary>A Slurm cluster of this one host, its daemons, keys and files in a temporary folder; gone when disposed.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private static readonly string[] Daemons = ["munged", "slurmctld", "slurmd"];
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _running = [];

    public SlurmCluster()
    {
        string? missing = Daemons.FirstOrDefault(name => !File.Exists($"/usr/sbin/{name}"));
        Assert.SkipWhen(missing is not null, $"{missing} is not here: apt install slurm-wlm");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can run a Slurm cluster of its own");
        File.WriteAllBytes(_folder["munge.key"], RandomNumberGenerator.GetBytes(1024));
        File.WriteAllText(_folder["slurm.conf"], Configuration(_folder.Path, Environment.MachineName.Split('.')[0], FreePort(), FreePort()));
        Directory.CreateDirectory(_folder["state"]);
        Directory.CreateDirectory(_folder["spool"]);
        _running.Add(Start("/usr/sbin/munged", "--foreground", "--force", $"--key-file={_folder["munge.key"]}", $"--socket={_folder["munge.sock"]}",
            $"--pid-file={_folder["munge.pid"]}", $"--seed-file={_folder["munge.seed"]}", $"--log-file={_folder["munge.log"]}"));
        WaitUntil(() => File.Exists(_folder["munge.sock"]));
        _running.Add(Start("/usr/sbin/slurmctld", "-D"));
        _running.Add(Start("/usr/sbin/slurmd", "-D"));
        WaitUntil(() => Run("sinfo", "--noheader", "--format=%t").Contains("idle", StringComparison.Ordinal));
    }

    /// <summary>Submits a job and returns what it wrote once it has ended.</summary>
    public string Submit(string folder, IReadOnlyDictionary<string, string> variables, params string[] words)
    {
        ProcessStartInfo start = Describe("sbatch", ["--wait", $"--output={_folder["job.out"]}", $"--chdir={folder}", .. words]);
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        string said = Finish(Process.Start(start)!);
        return File.Exists(_folder["job.out"]) ? File.ReadAllText(_folder["job.out"]) : said + Logs();
    }

    public void Dispose()
    {
        foreach (Process process in Enumerable.Reverse(_running))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        _folder.Dispose();
    }

    // Neither control groups nor a database: what this needs is there in a container too.
    private static string Configuration(string folder, string host, int controlPort, int nodePort) => $"""
        ClusterName=descent
        SlurmctldHost={host}(127.0.0.1)
        SlurmctldPort={controlPort}
        SlurmdPort={nodePort}
        SlurmUser=root
        AuthType=auth/munge
        AuthInfo=socket={folder}/munge.sock
        StateSaveLocation={folder}/state
        SlurmdSpoolDir={folder}/spool
        SlurmctldPidFile={folder}/slurmctld.pid
        SlurmdPidFile={folder}/slurmd.pid
        SlurmctldLogFile={folder}/slurmctld.log
        SlurmdLogFile={folder}/slurmd.log
        ProctrackType=proctrack/pgid
        TaskPlugin=task/none
        SelectType=select/cons_tres
        SelectTypeParameters=CR_Core
        MpiDefault=none
        NodeName={host} NodeAddr=127.0.0.1 CPUs={Environment.ProcessorCount} State=UNKNOWN
        PartitionName=all Nodes={host} Default=YES State=UP

        """;

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private ProcessStartInfo Describe(string program, string[] words)
    {
        ProcessStartInfo start = new(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SLURM_CONF"] = _folder["slurm.conf"];
        return start;
    }

    private Process Start(string program, params string[] words)
    {
        Process process = Process.Start(Describe(program, words))!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private string Run(string program, params string[] words) => Finish(Process.Start(Describe(program, words))!);

    private static string Finish(Process process)
    {
        using (process)
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            return process.StandardOutput.ReadToEnd() + error.Result;
        }
    }

    private void WaitUntil(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Longest, Logs());
            Thread.Sleep(100);
        }
    }

    private string Logs() => string.Concat(Directory.EnumerateFiles(_folder.Path, "*.log").Select(File.ReadAllText));
}

using System.Text;
using Descent.Distributed.Launching;

namespace Descent.Distributed.Tests.Launching;

public sealed class MpirunOutputTests
{
    private static readonly string Dashes = new('-', 74);
    private static readonly string Equal = new('=', 83);

    [Fact]
    public void What_Open_MPI_says_in_its_frames_is_kept_back()
    {
        (string ranks, string said) = Pass($"one\n{Dashes}\nPrimary job terminated normally\n{Dashes}\ntwo\n[vm:12] 1 more process has sent help message\n");

        Assert.Equal("one\ntwo\n", ranks);
        Assert.Contains("Primary job terminated normally", said, StringComparison.Ordinal);
        Assert.Contains("1 more process", said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_Open_MPI_logs_when_a_rank_ends_while_it_is_spoken_to_is_kept_back()
    {
        const string Line = "[vm:00813] [[28627,0],0] ORTE_ERROR_LOG: Data unpack would read past end of buffer in file util/show_help.c at line 501\n";

        Assert.Equal(("one\ntwo\n", Line), Pass($"one\n{Line}two\n"));
    }

    [Fact]
    public void Whatever_follows_Hydras_line_is_kept_back()
    {
        (string ranks, string said) = Pass($"one\n\n{Equal}\n=   BAD TERMINATION\n{Equal}\nYOUR APPLICATION TERMINATED\n");

        Assert.Equal("one\n\n", ranks);
        Assert.Contains("YOUR APPLICATION", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\r\e[Kepoch 1/5 ━━━")]
    [InlineData("--- a heading ---\n[1, 2, 3]\n==\nmore\nmpi is a word\n")]
    [InlineData("- an unfinished line")]
    public void What_ranks_write_goes_on_as_it_is(string text) => Assert.Equal((text, ""), Pass(text));

    [Fact]
    public void A_bar_goes_on_before_its_line_ends()
    {
        List<byte> seen = [];
        MpirunOutput output = new(bytes => seen.AddRange(bytes));

        output.Add("\r\e[K10 %"u8);

        Assert.Equal("\r\e[K10 %"u8.ToArray(), seen);
    }

    private static (string Ranks, string Said) Pass(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        List<byte> whole = [], single = [];
        MpirunOutput atOnce = new(part => whole.AddRange(part));
        MpirunOutput byByte = new(part => single.AddRange(part));
        atOnce.Add(bytes);
        atOnce.End();
        foreach (byte value in bytes)
        {
            byByte.Add([value]);
        }

        byByte.End();
        Assert.Equal(whole, single);
        Assert.Equal(atOnce.Said, byByte.Said);
        return (Encoding.UTF8.GetString([.. whole]), atOnce.Said);
    }
}

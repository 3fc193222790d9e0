using System.Text;
using Descent.Distributed.Launching;

namespace Descent.Distributed.Tests.Launching;

public sealed class ScreenLogTests
{
    [Fact]
    public void Of_a_line_that_is_drawn_over_the_last_state_stays_without_colors()
    {
        using MemoryStream file = new();
        using (ScreenLog log = new(file))
        {
            log.Add("start\n\r\e[K10 %\r\e[K\e[32m20\e[0m %"u8);
            log.Add("\nend"u8);
        }

        Assert.Equal("start\n20 %\nend\n", Encoding.UTF8.GetString(file.ToArray()));
    }
}

using Descent.Doctor.Checks;
using Descent.Doctor.Record;

namespace Descent.Doctor.Tests.Record;

public sealed class DoctorRecordTests
{
    [Fact]
    public void Names_every_check_and_says_what_was_reached() =>
        Assert.All([.. CheckCatalog.All.Select(check => $"\n{check.Id} "), "\nreported (odd) ", "\nfitted (even) "], line => Assert.Contains(line, DoctorRecord.Text, StringComparison.Ordinal));
}

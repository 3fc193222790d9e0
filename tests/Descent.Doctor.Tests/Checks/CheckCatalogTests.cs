using Descent.Doctor.Checks;

namespace Descent.Doctor.Tests.Checks;

public sealed class CheckCatalogTests
{
    [Fact]
    public void Every_check_has_a_name_of_its_own_and_says_why_it_matters()
    {
        Assert.Equal(CheckCatalog.All.Count, CheckCatalog.All.Select(check => check.Id).Distinct().Count());
        Assert.All(CheckCatalog.All, check =>
        {
            Assert.Matches("^[a-z-]+$", check.Id);
            Assert.Equal(2, check.Why.Count(c => c == '.'));
            Assert.InRange(check.Experiment ?? 1, 1, 20);
            Assert.Same(check, CheckCatalog.Find(check.Id));
        });
    }
}

using Descent.Lab.Answers;
using Descent.Lab.Running;
using Descent.Lab.Texts;

namespace Descent.Lab.Tests.Experiments;

/// <summary>An experiment as it is asked quickly, with the fewest seeds.</summary>
internal static class ExperimentRun
{
    public static Answer Quick<T>()
        where T : Experiment
    {
        Experiment experiment = ExperimentCatalog.All.OfType<T>().Single();
        Answer answer = new LabSession(LabOptions.Small).Run(experiment, TestContext.Current.CancellationToken);
        foreach (Claim claim in answer.Claims)
        {
            Assert.True(claim.Holds, $"'{claim.Id}' did not hold: {string.Join(", ", answer.Values.Select(value => $"{value.Key} {value.Value}"))}");
        }

        // Every number that a text names was measured, whatever came out.
        foreach (ExperimentText text in LanguageCode.All.Select(experiment.Text))
        {
            string[] filled = [text.Answer(answer), text.Answer(answer with { Claims = [new Claim("any", false)] }), text.Explanation(answer), text.Changes(answer)];
            Assert.All(filled, words => Assert.DoesNotContain("{", words, StringComparison.Ordinal));
        }

        return answer;
    }
}

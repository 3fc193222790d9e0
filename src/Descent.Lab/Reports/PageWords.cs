using Descent.Lab.Texts;

namespace Descent.Lab.Reports;

/// <summary>What stands on every page.</summary>
internal static class PageWords
{
    public static readonly Phrase Site = ("Twenty questions about deep learning, answered by measuring", "深度学习二十问:用实验来回答");

    public static readonly Phrase Lead = (
        "Each answer below is one sentence with numbers that were measured on this machine, by small trainings with a sick and a healthy twin under the same seeds. ± is the 95 % interval of the mean over the seeds.",
        "下面每个回答都是一句话,其中的数字由本机上的小规模训练当场测得:每次都把“有病”和“健康”的一对放在相同随机种子下比较。± 表示各种子平均值的 95 % 置信区间。");

    public static readonly Phrase AllQuestions = ("All questions", "全部问题");
    public static readonly Phrase Question = ("Question", "问题");
    public static readonly Phrase Held = ("as expected", "符合预期");
    public static readonly Phrase Failed = ("not as expected", "不符合预期");
    public static readonly Phrase NotMeasured = ("Not measured yet", "尚未测量");
    public static readonly Phrase Hypothesis = ("What we expected, and what became of it", "事先的预期与结果");
    public static readonly Phrase Setup = ("What was compared", "比较了什么");
    public static readonly Phrase Measured = ("What was measured", "测得的结果");
    public static readonly Phrase Explanation = ("Why it is so", "为什么会这样");
    public static readonly Phrase Changes = ("What would change the answer", "什么会改变这个答案");
    public static readonly Phrase Try = ("Try it yourself", "自己动手试试");
    public static readonly Phrase Yes = ("held", "成立");
    public static readonly Phrase No = ("did not hold", "不成立");

    /// <summary>Where the numbers come from.</summary>
    public static Phrase Origin(Answers.Answer answer)
    {
        string seconds = Answers.NumberText.Of(Answers.Unit.Seconds, answer.Seconds);
        return (
            $"Measured in {seconds} with seeds {answer.Options.FirstSeed} to {answer.Options.LastSeed}{(answer.Options.Quick ? ", in small (--quick)" : "")}; data: {answer.Data}; Descent {answer.Program}.",
            $"用时 {seconds},随机种子 {answer.Options.FirstSeed} 至 {answer.Options.LastSeed}{(answer.Options.Quick ? ",小规模(--quick)" : "")};数据:{answer.Data};Descent {answer.Program}。");
    }

    /// <summary>The other language by its own name, for the link to it.</summary>
    public static string NameOf(Language language) => language == Language.Chinese ? "中文" : "English";
}

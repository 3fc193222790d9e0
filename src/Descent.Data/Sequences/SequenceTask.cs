using Descent.Data.Sources;
using Descent.Runs;
using Descent.Torch.Randomness;

namespace Descent.Data.Sequences;

/// <summary>Questions and answers of digits: copy "314" → "314", reverse "314" → "413", sort "314" → "134", add "31+4" → "35".</summary>
/// <remarks>
/// An example is question, "=", answer in one row of tokens, so that it suits both kinds of network: input [S + T] is the question in S places,
/// blanks first, then "=" and the answer without its last token; label [T] is the answer, a blank that ends it, and nothing after that.
/// </remarks>
public sealed class SequenceTask
{
    /// <summary>The token that stands between question and answer.</summary>
    public const int Equal = 11;

    /// <summary>The token that fills up a question and ends an answer.</summary>
    public const int Blank = 12;

    private const int Plus = 10;
    private const int ShortestLength = 2;
    private const int LongestLength = 64;
    private const int LongestNumber = 18;
    private const int TestShare = 5;

    private SequenceTask(string name, int length) => (Name, Length) = (name, length);

    /// <summary>The tasks.</summary>
    public static IReadOnlyList<string> Names { get; } = ["copy", "reverse", "sort", "add"];

    /// <summary>The tokens' characters: digits, "+", "=" and a blank.</summary>
    public static IReadOnlyList<string> Tokens { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "=", " "];

    /// <summary>One of <see cref="Names"/>.</summary>
    public string Name { get; }

    /// <summary>The most digits of a question, or of each number that is added.</summary>
    public int Length { get; }

    /// <summary>S: places of a question.</summary>
    public int QuestionLength => IsSum ? (2 * Length) + 1 : Length;

    /// <summary>T: places of an answer with its end.</summary>
    public int AnswerLength => IsSum ? Length + 2 : Length + 1;

    /// <summary>Input [S + T], label [T].</summary>
    public ExampleFormat Format =>
        new(new ArrayFormat(ElementType.Int64, QuestionLength + AnswerLength), new ArrayFormat(ElementType.Int64, AnswerLength));

    private bool IsSum => Name == "add";

    /// <summary>The shortest and the longest length of a task.</summary>
    public static (int Shortest, int Longest) Lengths(string name) => (ShortestLength, name == "add" ? LongestNumber : LongestLength);

    /// <summary>A task of some length; 8 digits by default, numbers of 2 for "add".</summary>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside of <see cref="Lengths"/>.</exception>
    public static SequenceTask Of(string name, int? length = null)
    {
        if (!Names.Contains(name))
        {
            throw new ArgumentException($"There is no task '{name}'. Known: {string.Join(", ", Names)}.", nameof(name));
        }

        (int shortest, int longest) = Lengths(name);
        int digits = length ?? (name == "add" ? 2 : 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, shortest, nameof(length));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, longest, nameof(length));
        return new SequenceTask(name, digits);
    }

    /// <summary>Writes one example, a pure function of its key; training and test examples never have the same question.</summary>
    /// <param name="seed">The seed of all examples.</param>
    /// <param name="index">Which example.</param>
    /// <param name="isTest">Which of the two parts it belongs to.</param>
    /// <param name="input">S + T tokens.</param>
    /// <param name="label">T tokens; <see cref="ExampleFormat.Ignored"/> after the end.</param>
    public void Write(ulong seed, long index, bool isTest, Span<long> input, Span<long> label)
    {
        Span<long> question = input[..QuestionLength];
        Span<long> given = input[QuestionLength..];
        long[] digits = [];
        for (ulong attempt = 0; digits.Length == 0 || IsOfTest(question) != isTest; attempt++)
        {
            var random = new KeyedRandom(seed, (ulong)index, attempt, isTest ? 1UL : 0);
            digits = Ask(ref random);
            question.Fill(Blank);
            digits.CopyTo(question[^digits.Length..]);
        }

        long[] answer = Answer(digits);
        label.Fill(ExampleFormat.Ignored);
        answer.CopyTo(label);
        label[answer.Length] = Blank;
        given.Fill(Blank);
        given[0] = Equal;
        answer.CopyTo(given[1..]);
    }

    /// <summary>The first S + 1 tokens of an example: a question and "=".</summary>
    /// <exception cref="RunConfigurationException">The question is empty, too long, or has other characters than digits (for "add": and "+").</exception>
    public long[] Question(string text)
    {
        string allowed = $"{(IsSum ? "digits and +" : "digits")}, 1 to {QuestionLength} in all";
        if (text.Length == 0 || text.Length > QuestionLength || !text.All(c => char.IsAsciiDigit(c) || (IsSum && c == '+')))
        {
            throw new RunConfigurationException(new Mistake(
                $"'{text}' is no question for '{Name}'.", $"{text.Length} characters", allowed, $"Write, for example, {(IsSum ? "31+4" : "314")}."));
        }

        return [.. Enumerable.Repeat((long)Blank, QuestionLength - text.Length), .. text.Select(c => c == '+' ? Plus : (long)(c - '0')), Equal];
    }

    // Each question has its part for good, whatever example asks it.
    private static bool IsOfTest(ReadOnlySpan<long> question)
    {
        ulong hash = 0;
        foreach (long token in question)
        {
            hash = KeyedRandom.Mix(hash + (ulong)token + 1);
        }

        return hash % TestShare == 0;
    }

    private long[] Ask(ref KeyedRandom random) => IsSum ? [.. Number(ref random), Plus, .. Number(ref random)] : Digits(ref random);

    // Without zeros in front.
    private long[] Number(ref KeyedRandom random)
    {
        long[] digits = Digits(ref random);
        digits[0] = digits.Length > 1 ? 1 + random.NextInt(9) : digits[0];
        return digits;
    }

    private long[] Digits(ref KeyedRandom random)
    {
        long[] digits = new long[1 + random.NextInt(Length)];
        for (int i = 0; i < digits.Length; i++)
        {
            digits[i] = random.NextInt(10);
        }

        return digits;
    }

    private long[] Answer(long[] question) => Name switch
    {
        "copy" => question,
        "reverse" => [.. question.Reverse()],
        "sort" => [.. question.Order()],
        _ => Sum(question),
    };

    private static long[] Sum(long[] question)
    {
        int plus = Array.IndexOf(question, Plus);
        long sum = Value(question.AsSpan(0, plus)) + Value(question.AsSpan(plus + 1));
        return [.. sum.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => (long)(digit - '0'))];
    }

    private static long Value(ReadOnlySpan<long> digits)
    {
        long value = 0;
        foreach (long digit in digits)
        {
            value = (10 * value) + digit;
        }

        return value;
    }
}

using System.Text.Json.Serialization;
namespace Descent.Training.Optimizers;

/// <summary>AdamW (Loshchilov, Hutter 2019): Adam whose weight decay is decoupled, w ← w·(1 − lr·decay) before the update.</summary>
public sealed record AdamWOptions : AdamOptions
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Name => "adamw";

    internal override bool IsDecayDecoupled => true;
}

using System.Security.Cryptography;
using Descent.Runs;
using Descent.Torch.Memory;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>Every rank begins as rank 0 does: the same network, weights, buffers, optimizer state and progress.</summary>
internal static class SharedStart
{
    /// <exception cref="RunConfigurationException">The ranks' networks are not alike, or did not become so.</exception>
    public static void Make(TrainingState state, ICollective ranks)
    {
        if (ranks.Size == 1)
        {
            return;
        }

        RankAgreement.Require(ranks,
        [
            .. state.Parameters.Slots.Select(slot => (slot.Name, $"[{string.Join(", ", slot.Shape)}]{(slot.IsChannelsLast ? ", channels last" : "")}")),
            .. state.Buffers.Select((buffer, i) => ($"buffer {i}", $"[{string.Join(", ", buffer.shape)}] of {buffer.dtype}")),
        ]);
        state.Share(ranks);
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(state.Parameters.Values));
        foreach (Tensor buffer in state.Buffers)
        {
            using Tensor host = buffer.cpu();
            digest.AppendData(TensorMemory.Bytes(host));
        }

        RequireEqual(ranks, digest.GetHashAndReset(), "have not the same weights after rank 0 sent its own", $"Check the network and {ranks.Engine}.");
    }

    private static void RequireEqual(ICollective ranks, ReadOnlySpan<byte> own, string what, string fix)
    {
        string[] digests = [.. ranks.Gather(own).Select(message => Convert.ToHexStringLower(SHA256.HashData(message))[..16])];
        if (digests.Distinct().Count() > 1)
        {
            throw new RunConfigurationException(new Mistake(
                $"The ranks {what}.", string.Join(", ", digests.Select((digest, rank) => $"rank {rank}: {digest}")), "one digest on all ranks", fix));
        }
    }
}

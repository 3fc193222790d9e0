namespace Descent.Torch.Threading;

/// <summary>What the threads that share operators do between two of them: small pieces of other work, so that no core is taken from an operator for long.</summary>
public static class SpareTime
{
    private static readonly Lock Gate = new();
    private static Func<bool>[] _offers = [];

    /// <summary>Offers work until <see cref="Withdraw"/>.</summary>
    /// <param name="piece">
    /// Does some microseconds of it, false when there is none; called by any thread and by several at once, and never where one thread computes.
    /// Must not throw: on another thread that ends the process.
    /// </param>
    public static void Offer(Func<bool> piece)
    {
        lock (Gate)
        {
            Volatile.Write(ref _offers, [.. _offers, piece]);
        }
    }

    /// <summary>Takes an offer back; a piece that was begun may still be under way.</summary>
    public static void Withdraw(Func<bool> piece)
    {
        lock (Gate)
        {
            Volatile.Write(ref _offers, [.. _offers.Where(offer => offer != piece)]);
        }
    }

    /// <summary>Does a piece; false when there is none.</summary>
    internal static bool Use()
    {
        foreach (Func<bool> piece in Volatile.Read(ref _offers))
        {
            if (piece())
            {
                return true;
            }
        }

        return false;
    }
}

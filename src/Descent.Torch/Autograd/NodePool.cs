namespace Descent.Torch.Autograd;

/// <summary>Nodes of one operator that are in no graph. It grows to as many as are in graphs at the same time.</summary>
/// <param name="make">Makes one more.</param>
internal sealed class NodePool<T>(Func<T> make)
    where T : GraphNode
{
    private readonly Lock _lock = new();
    private readonly Stack<T> _free = new();

    // libtorch holds pointers into nodes that are in a graph, so the collector must see them all.
    private readonly List<T> _all = [];

    public T Rent()
    {
        lock (_lock)
        {
            if (_free.TryPop(out T? node))
            {
                return node;
            }

            node = make();
            _all.Add(node);
            return node;
        }
    }

    public void Return(T node)
    {
        lock (_lock)
        {
            _free.Push(node);
        }
    }
}

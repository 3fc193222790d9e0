namespace Descent.Torch.Operators;

/// <summary>A matrix in memory: rows × columns floats, with the distance between neighbours in a column and in a row.</summary>
internal readonly unsafe struct MatrixView(float* start, int rows, int columns, nint rowStride, nint columnStride)
{
    public readonly float* Start = start;
    public readonly int Rows = rows;
    public readonly int Columns = columns;
    public readonly nint RowStride = rowStride;
    public readonly nint ColumnStride = columnStride;

    /// <summary>Rows one after the other.</summary>
    public MatrixView(float* start, int rows, int columns)
        : this(start, rows, columns, columns, 1)
    {
    }

    /// <summary>The same memory with rows and columns exchanged.</summary>
    public MatrixView Transposed => new(Start, Columns, Rows, ColumnStride, RowStride);

    /// <summary>The address of one number.</summary>
    public float* At(int row, int column) => Start + (row * RowStride) + (column * ColumnStride);
}

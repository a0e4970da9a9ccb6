namespace Dhmad.Storage.Tests.Postgres;

/// <summary>The rows that a statement answered; null for SQL's null.</summary>
public sealed record Answer(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>The one row's value in a column, found without regard to case as the providers do.</summary>
    public object? this[string column] => Of(Assert.Single(Rows), column);

    /// <summary>The one value of the one row, as the providers read a yes or no: no second column.</summary>
    public bool IsYes
    {
        get
        {
            Assert.Single(Columns);
            return Convert.ToBoolean(Assert.Single(Rows)[0], null);
        }
    }

    public bool IsEmpty => Rows.Count == 0;

    /// <summary>All values of a column, in order.</summary>
    public IEnumerable<T> All<T>(string column) => Rows.Select(row => (T)Of(row, column)!).Order();

    private object? Of(object?[] row, string column) =>
        row[Columns.Index().Single(item => item.Item.Equals(column, StringComparison.OrdinalIgnoreCase)).Index];
}

using Descent.Training.Observers;

namespace Descent.Training.Tests;

/// <summary>Keeps what a run tells the user.</summary>
internal sealed class NoticeList : ITrainingObserver
{
    public List<string> Items { get; } = [];

    public void Noticed(string notice) => Items.Add(notice);
}

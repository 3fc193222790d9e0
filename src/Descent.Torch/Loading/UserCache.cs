namespace Descent.Torch.Loading;

/// <summary>The user's cache: what can be made again, but costs time. XDG_CACHE_HOME or ~/.cache, then descent.</summary>
public static class UserCache
{
    /// <summary>Its folder; it need not exist yet.</summary>
    public static string Folder
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return Path.Combine(string.IsNullOrEmpty(cache) ? Path.Combine(home, ".cache") : cache, "descent");
        }
    }
}

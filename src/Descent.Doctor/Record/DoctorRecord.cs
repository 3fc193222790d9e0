namespace Descent.Doctor.Record;

/// <summary>What the doctor found, and imagined, in a gallery of seeded faults and healthy trainings.</summary>
public static class DoctorRecord
{
    private const string Name = "Descent.Doctor.Record.record.txt";

    /// <summary>The table as it was measured last, per check and in all.</summary>
    public static string Text
    {
        get
        {
            using Stream stream = typeof(DoctorRecord).Assembly.GetManifestResourceStream(Name)!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}

namespace Descent.Doctor.Watching;

/// <summary>How closely the doctor looks at a run.</summary>
public enum DoctorLevel
{
    /// <summary>As often as fits into a fiftieth of the training time.</summary>
    On,

    /// <summary>Not at all.</summary>
    Off,

    /// <summary>Every tenth step, however long it takes.</summary>
    Deep,
}

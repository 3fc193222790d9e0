namespace Descent.Doctor.Advisers;

/// <summary>What a number of workers brings, measured by themselves and over the steps of a fork.</summary>
/// <param name="Prefetch">Batches read ahead; 0 reads on the training thread.</param>
/// <param name="Workers">Threads that read ahead.</param>
/// <param name="Reader">Examples a second that they read while nobody trains: the reader's ceiling.</param>
/// <param name="Trainer">Examples a second that are trained without the wait for data: the trainer's ceiling, beside these workers.</param>
/// <param name="Together">Examples a second that were trained.</param>
/// <param name="Waited">The share of the steps' time spent waiting for data.</param>
public sealed record WorkerTrial(int Prefetch, int Workers, double Reader, double Trainer, double Together, double Waited);

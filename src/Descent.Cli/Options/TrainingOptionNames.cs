using System.CommandLine;

namespace Descent.Cli.Options;

/// <summary>The options that say how to train. The same names without dashes are the keys of a --config file.</summary>
/// <remarks>Their values are text to the parser, so that a wrong one is told together with every other mistake.</remarks>
internal static class TrainingOptionNames
{
    public static IReadOnlyList<Option<string>> Create() =>
    [
        Option("--data", "NAME|KIND:PATH", "The data set: a name from 'descent data list', or a kind and where it lies. Default fashion-mnist."),
        Architecture(),
        Option("--epochs", "N", "Passes over the training examples. Default 5."),
        Option("--batch-size", "N", "Examples in a step. Default 64."),
        Option("--chunk-size", "N", "Examples in a forward and backward pass; gradients of a batch's chunks are summed. Default 0, the whole batch."),
        Flag("--exact", "The same bits on any number of ranks: each chunk by one thread, sums in a fixed tree. The default chunk then is a quarter of the batch."),
        Flag("--shard-optimizer", "Each rank keeps the optimizer state of its part of the parameters alone (ZeRO-1); the same bits."),
        Flag("--sync-batch-norm", "Batch normalization by the statistics of the whole batch over all ranks, not of each rank's part."),
        Option("--bucket-megabytes", "N", "Megabytes of gradients that ranks sum at a time. Default 0: the fastest of 1, 2 and 4, measured before the first step."),
        Option("--parallel", "KIND:N", "Split the network among N ranks: pipeline:N by layers, tensor:N within layers, or none. Default none, a whole network on every rank."),
        Option("--micro-batches", "N", "Micro-batches of a pipeline in a step. Default 0: 4 for each stage, or the next smaller number that divides the batch."),
        Option("--optimizer", "NAME", "sgd, momentum, adagrad, rmsprop, adam or adamw. Default adam."),
        Option("--optimizer-options", "LIST", "The optimizer's own options, for example momentum=0.95,nesterov or beta2=0.99,amsgrad. Default: its own."),
        Option("--learning-rate", "X", "The base learning rate. Default: the optimizer's own; with adam and adamw, the network's."),
        Option("--weight-decay", "X", "Weight decay: decoupled in adamw, an L2 term elsewhere. Default 0, adamw 0.01."),
        Option("--schedule", "TEXT", "constant, cosine[:FINAL], step:EPOCHS:FACTOR or warmup:STEPS[+another]. Default cosine; constant for a stream."),
        Option("--loss", "NAME[:OPTIONS]", "cross-entropy, binary-cross-entropy, mse, l1 or huber, with options as huber:delta=0.5. Default cross-entropy."),
        Option("--label-smoothing", "X", "The share of each label that cross-entropy spreads over all classes. Default 0."),
        Option("--transforms", "LIST", "Random changes of training images, for example crop:4,flip, and one-hot[:SMOOTHING] for labels as probabilities. Default none."),
        Option("--clip-norm", "X", "The largest norm of a step's gradient. Default: as it is."),
        Option("--average-decay", "X", "Evaluate and ship an exponential average of the weights with this decay. Default: none."),
        Option("--seed", "N", "The seed of weights, order, split, transforms and dropout. Default 1."),
        Option("--validation", "X", "The share of the training examples held out for validation. Default 0.1."),
        Option("--early-stop", "N", "Stop after this many epochs without a better validation accuracy. Default: never."),
        Option("--prefetch", "N", "Batches read ahead; 0 reads on the training thread. Default 4."),
        Option("--workers", "N", "Threads that read ahead. Default 1."),
        Option("--threads", "N", "Threads that compute. Default 0: measured before a run of 500 steps or more and remembered, every core but one for a shorter; one with other ranks and --exact."),
        DeviceOption.Create("cpu"),
        Option("--precision", "NAME", "fp32, bf16 or fp16 (on a GPU): the numbers that layers compute in; weights are float32 always. Default fp32."),
        Option("--layout", "NAME", "nchw, nhwc (channels last in memory) or auto: measured before a run of 500 steps or more and remembered, nchw for a shorter. Default auto."),
        Option("--checkpoint-every", "N", "Steps between checkpoints. Default 0, one after each epoch."),
        Option("--keep-checkpoints", "N", "How many of the newest checkpoints are kept, besides the best. Default 3."),
        Option("--log-every", "N", "Steps between recorded training metrics. Default 10."),
        Option("--output", "DIR", "The run's folder, new or empty. Default runs/<time>-<network>."),
    ];

    /// <summary>The network's numbers, which more than one command takes.</summary>
    public static Option<string> Architecture() => Option(
        "--architecture", "NAME:N,…", "Numbers of the network, for example small:1. What it has is listed by: descent summary NETWORK.");

    private static Option<string> Flag(string name, string description) =>
        new(name) { Arity = ArgumentArity.Zero, Description = description };

    private static Option<string> Option(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}

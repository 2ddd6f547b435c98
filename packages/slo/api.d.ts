// The public surface of @sallyport/slo, by entry point.

// @sallyport/slo

/**
 * `google`: the four rows of the Site Reliability Workbook. `pyrra`: Pyrra's, whose windows grow and
 * shrink with the period. Or rows of one's own; `false` for none.
 */
export type AlertPlan = 'google' | 'pyrra' | readonly AlertRowOptions[] | false;

/** One row of a multiwindow alert: fires when both windows burn faster than its factor. */
export interface AlertRow {
    readonly severity: 'page' | 'ticket';
    readonly longMs: number;
    readonly shortMs: number;
    /** How many times as fast as the budget allows, exactly: 14.4 is 72/5. */
    readonly factor: Fraction;
}

/**
 * A row as it is written: a factor, or the share of a whole period's budget that the long window may burn.
 */
export type AlertRowOptions = {
    readonly severity: 'page' | 'ticket';
    readonly long: Duration;
    readonly short: Duration;
} & ({
    readonly factor: number;
    readonly budgetPercent?: never;
} | {
    readonly budgetPercent: number;
    readonly factor?: never;
});

/** What a calendar repeats. A week begins on Monday. */
export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/**
 * An objective, checked: what contradicts itself throws here, when the program starts.
 */
export declare function defineSlo(options: SloOptions): Slo;

/** An objective as it is written. */
export interface SloOptions {
    /** Letters, digits, `-`, `_` and `.`, as in `name`. */
    readonly service: string;
    readonly name: string;
    readonly description?: string;
    /** For the rules; not for counting. @default none */
    readonly labels?: Readonly<Record<string, string>>;
    /** In percent, exactly: `'99.9'`. Of a number its shortest decimal is meant. */
    readonly objective: string | number;
    readonly period: PeriodOptions;
    readonly sli: Sli;
    /** A slice is good when at least `target` percent of its events are. @default 'events' */
    readonly budgeting?: 'events' | {
        readonly slices: Duration;
        readonly target: string | number;
    };
    /** @default 'unknown' */
    readonly noTraffic?: Slo['noTraffic'];
    /** @default 'unknown' */
    readonly missing?: Slo['missing'];
    /** @default 1 */
    readonly minEvents?: number;
    /** @default 1 */
    readonly minBad?: number;
    /** @default 'warning' */
    readonly severity?: Slo['severity'];
    /** @default 'google' for periods of 28 days and more, for which it was made; else none */
    readonly alerts?: AlertPlan;
    /** @default none */
    readonly budgetPolicy?: readonly BudgetStep[];
}

/** A duration as it is written: `30d`, `5m`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`;

/** Milliseconds as a duration, in the largest unit that says it: `30d`, `90m`. Weeks stay days, as Sloth writes them. */
export declare function formatDuration(ms: number): string;

/** Milliseconds of a duration; undefined for what is none. */
export declare function parseDuration(given: string): number | undefined;

/** How {@link evaluate} asks. */
export interface EvaluateOptions {
    /** @default the source's, else the machine's */
    readonly clock?: Clock;
    /** Nobody waits any more: what has not answered by then is unknown. */
    readonly signal?: AbortSignal;
    /** How long answers are waited for, all together. @default 10_000 */
    readonly timeoutMs?: number;
    readonly timers?: Timers;
}

/**
 * How objectives stand, now. Composites are made of the others in the same list. Rejects for a list that
 * contradicts itself, and for nothing else: a source that fails makes an objective unknown.
 */
export declare function evaluate(slos: readonly Slo[], source: Source, { clock, signal, timeoutMs, timers, }?: EvaluateOptions): Promise<Evaluation[]>;

/** One alert row, and why it is silent where its burn alone would have fired it. */
export interface AlertState {
    readonly row: AlertRow;
    readonly isFiring: boolean;
    /** `no_data`: whether it would have cannot be told. */
    readonly suppressed: 'few_bad_events' | 'few_events' | 'no_data' | undefined;
}

/** How an objective stands. */
export interface Evaluation {
    readonly slo: Slo;
    /** `at_risk`: met so far, and an alert fires. */
    readonly state: 'met' | 'at_risk' | 'breached' | 'unknown';
    /** Why nothing is known, also where `noTraffic` or `missing` says what that means. */
    readonly reason: UnknownReason | undefined;
    /** What the source said about it. */
    readonly message: string | undefined;
    readonly good: number;
    readonly bad: number;
    readonly total: number;
    /** Good of total, for reading: decisions were made by multiplication. */
    readonly ratio: number | undefined;
    readonly budget: {
        /** Bad events that the period may have. */
        readonly allowed: number;
        readonly spent: number;
        /** Below zero when it is overspent. */
        readonly remaining: number;
        /** Of the budget: 1 is untouched, below 0 overspent; undefined without events. */
        readonly remainingRatio: number | undefined;
    };
    /** Of each window of the alerts, shortest first: 1 spends the budget exactly; undefined without events. */
    readonly burns: readonly {
        readonly windowMs: number;
        readonly rate: number | undefined;
    }[];
    /**
     * When the budget is spent at the pace of the fastest alert's long window, for a period with as much
     * traffic as there was; undefined when that does not happen: in a rolling period, what takes longer than
     * the period is forgotten before; a calendar period may end first.
     */
    readonly exhaustedAt: number | undefined;
    readonly alerts: readonly AlertState[];
    readonly percentiles: Percentiles | undefined;
    readonly asked: Span;
    /** What the counts are of; undefined when there are none. */
    readonly covered: Span | undefined;
    /** Of that, for how long nobody counted. */
    readonly missingMs: number;
}

/** A number, exactly. The denominator is above zero. */
export interface Fraction {
    readonly numerator: bigint;
    readonly denominator: bigint;
}

/** The nearest number, for reading: nothing is decided by it. */
export declare function toNumber({ numerator, denominator }: Fraction): number;

/**
 * What this process has recorded. An objective of kind `check` is asked here, and its answer recorded.
 */
export declare function memorySource(recorders: Iterable<Recorder>): Source;

/** An objective, exactly: `99.9` is 999/1000. Decisions multiply; nothing divides. */
export interface Objective extends Fraction {
    /** As it was written, without needless zeros: `99.9`. */
    readonly percent: string;
}

/**
 * Reads an objective in percent: `'99.9'`, `'99.9%'`, or a number, whose shortest decimal is meant. 100
 * is allowed. What is not above 1 was probably meant as a share, and is refused.
 */
export declare function parseObjective(given: string | number): Objective;

/** The time an objective is for. Milliseconds, or calendar periods of a time zone. */
export type Period = {
    readonly rollingMs: number;
} | {
    readonly calendar: CalendarUnit;
    readonly timeZone: string;
};

/** A period as it is written: `30d`, or a calendar's in an IANA time zone. */
export type PeriodOptions = Duration | {
    readonly calendar: CalendarUnit;
    readonly timeZone: string;
};

/** How long a period is; of a calendar's, how long it usually is. */
export declare function periodMs(period: Period): number;

/** The part of the period that is over by `now`. */
export declare function periodSpan(period: Period, now: number): Span;

/** A source that reads metrics, and remembers what it read. */
export interface ReaderSource extends Source {
    /**
     * Reads once. Call it regularly, whenever metrics are collected: what happened between two readings
     * counts as of the second. Evaluating reads too.
     */
    read(): void;
}

/** What {@link readerSource} may be told. */
export interface ReaderSourceOptions {
    /** @default the machine's, made steady */
    readonly clock?: Clock;
}

/**
 * Counts by metrics that are measured anyway: of the objectives of kind `ratio` and `latency` that say which.
 * What was measured before it was made is left out; a series that began again counts from zero.
 */
export declare function readerSource(slos: Iterable<Slo>, reader: MetricsReader, { clock }?: ReaderSourceOptions): ReaderSource;

/** What {@link recordRequests} counts, and how. */
export interface RecordRequestsOptions {
    /**
     * Whether a request was good; undefined leaves it out.
     *
     * @default a status below 500 is good; one that the client left counts by what it would have been
     */
    readonly judge?: (end: RequestEnd) => boolean | undefined;
    /** For durations. */
    readonly monotonic?: MonotonicClock;
    /** For when it ended. @default the first recorder's */
    readonly clock?: Clock;
}

/**
 * Counts each request for each of these. For an objective of kind `latency` a good request counts by its
 * duration, and a bad one as bad, however quickly it failed.
 */
export declare function recordRequests(recorders: readonly Recorder[], { judge, monotonic, clock, }?: RecordRequestsOptions): Observer;

/** Counts the events of one objective, in memory that does not grow. */
export interface Recorder {
    readonly slo: Slo;
    /** The time it counts by. */
    readonly clock: Clock;
    /**
     * Counts an event.
     *
     * @param at - When it happened, by the recorder's clock; now, if it is left out. Reading the clock costs
     * several times what counting does: who has several recorders reads it once.
     */
    record(isGood: boolean, at?: number): void;
    /** Counts a duration, good or bad by the objective: of kind `latency` alone. */
    observe(seconds: number, at?: number): void;
    /** What was counted in a span, rounded outwards to slices, as `covered` says. */
    counts(span: Span): Counts;
    /** Undefined where nothing was observed. */
    percentiles(span: Span): Percentiles | undefined;
    /** All it knows, as JSON. */
    snapshot(): Snapshot;
}

/** What {@link recorder} may be told. */
export interface RecorderOptions {
    /** What an earlier process knew, or several workers: the budget goes on from there. @default nothing */
    readonly from?: Snapshot;
    /** @default the machine's, made steady: a step backwards does nothing to it */
    readonly clock?: Clock | SteadyClock;
    /** Since when it counts, where that was before it was made. @default now */
    readonly since?: number;
}

/**
 * Counts the events of an objective in sliding windows: 30 days in less than 100 KB, without a timer, and
 * without an allocation for an event.
 */
export declare function recorder(slo: Slo, { from, clock, since }?: RecorderOptions): Recorder;

/** What is counted: series of a metric, or a query. */
export type Counted = Selection | Query;

/** Events per second, as PromQL with `{{window}}` where its range stands. Prometheus alone can answer it. */
export interface Query {
    readonly promql: string;
}

/** Series of one metric: all that have these labels. Read by a `MetricsReader` and by Prometheus alike. */
export interface Selection {
    /** A counter, or the histogram whose observations are counted. A text is a name in Prometheus alone. */
    readonly metric: MetricDefinition | string;
    readonly where?: Readonly<Record<string, string | readonly string[]>>;
    readonly except?: Readonly<Record<string, string | readonly string[]>>;
}

/** What is judged. What a process records itself needs no selections: `{ kind: 'ratio' }`, `{ kind: 'latency', underSeconds: 2 }`. */
export type Sli = {
    readonly kind: 'ratio';
    /** One of `good` and `bad`, with `total`. */
    readonly good?: Counted;
    readonly bad?: Counted;
    readonly total?: Counted;
} | {
    readonly kind: 'latency';
    /**
     * Good is what took less than this. From a histogram it must be the bound of a bucket, and what took
     * exactly so long is good there, because a bucket includes its bound.
     */
    readonly underSeconds: number;
    readonly histogram?: Selection;
} | {
    readonly kind: 'threshold';
    readonly query: string;
    readonly op: 'lt' | 'lte' | 'gt' | 'gte';
    readonly value: number;
}
/** Asked whenever it is evaluated; each answer is an event. */
 | {
    readonly kind: 'check';
    readonly check: Check;
}
/** PromQL for the share of bad ones, with `{{window}}` where its range stands. */
 | {
    readonly kind: 'raw';
    readonly errorRatio: string;
} | {
    readonly kind: 'composite';
    /** By `service/name`; a weight is a whole number, 1 if it is left out. */
    readonly of: readonly {
        readonly slo: string;
        readonly weight?: number;
    }[];
    /** `weighted`: the weighted mean of the shares. Else a slice is bad when any, or all, of them are bad in it. */
    readonly combine: 'weighted' | 'any-bad' | 'all-bad';
};

/** How events become a share. */
export type Budgeting = {
    readonly by: 'events';
}
/** A slice is good when at least this share of its events is. */
 | {
    readonly by: 'slices';
    readonly sliceMs: number;
    readonly target: Objective;
};

/** What is done when this much of the budget is spent. */
export interface BudgetStep {
    /** Percent of the budget, exactly: `75` */
    readonly spentPercent: number;
    readonly action: string;
}

/** A checked objective: what `defineSlo` makes, frozen. Everything else takes it as plain data. */
export interface Slo {
    /** `service/name`: unique in one set. */
    readonly id: string;
    readonly service: string;
    readonly name: string;
    readonly description: string | undefined;
    readonly labels: Readonly<Record<string, string>>;
    readonly objective: Objective;
    readonly period: Period;
    readonly budgeting: Budgeting;
    readonly sli: Sli;
    /** What a period without events is; a window without events burns nothing. @default 'unknown' */
    readonly noTraffic: 'unknown' | 'good' | 'bad';
    /** What a source that cannot answer is. @default 'unknown' */
    readonly missing: 'unknown' | 'good' | 'bad';
    /** Fewer events than this say nothing, in the period and in an alert's long window. @default 1 */
    readonly minEvents: number;
    /** Fewer bad events than this in an alert's long window alert nobody. @default 1 */
    readonly minBad: number;
    /** A critical one that fails cannot be outvoted in a gate. @default 'warning' */
    readonly severity: 'info' | 'warning' | 'critical';
    readonly alerts: readonly AlertRow[];
    readonly budgetPolicy: readonly BudgetStep[];
}

/**
 * What several workers know, as one. In any order, and in any grouping, it comes to the same.
 */
export declare function mergeSnapshots(snapshots: readonly [Snapshot, ...Snapshot[]]): Snapshot;

/** What a recorder knows, as JSON: to be kept over a restart, or to be merged with other workers'. */
export interface Snapshot {
    readonly version: 1;
    /** The objective's id. */
    readonly slo: string;
    /** When somebody counted: beginning and end, oldest first. */
    readonly heard: readonly (readonly [from: number, to: number])[];
    /** The newest event's time; null without any. */
    readonly newest: number | null;
    /** Slices that had events: number since the epoch, bad, total. */
    readonly tiers: readonly TierCounts[];
    readonly sketchMs: number;
    readonly sketches: readonly SketchCounts[];
}

/**
 * What was counted in one span: events, or, where the objective is budgeted by slices, slices. From
 * Prometheus counts are estimates and may have fractions.
 */
export type Counts = {
    readonly ok: true;
    readonly good: number;
    readonly bad: number;
    /** What was really covered: a process that has just started covers less than was asked for. */
    readonly covered: Span;
    /** Of that, for how long nobody counted: the process was down, or suspended. @default 0 */
    readonly missingMs?: number;
} | {
    readonly ok: false;
    readonly reason: UnknownReason;
    readonly message?: string;
};

/** Percentiles of durations, for reading; nothing is judged by them. */
export interface Percentiles {
    readonly values: readonly {
        readonly p: number;
        readonly seconds: number;
    }[];
    /** The largest relative error of one: 0.0078. */
    readonly error: number;
    readonly of: Span;
}

/** Who has counted. Answers once for each span, in order; never throws, never rejects. */
export interface Source {
    counts(slo: Slo, spans: readonly Span[], signal?: AbortSignal): readonly Counts[] | Promise<readonly Counts[]>;
    /** Undefined where no durations are known. */
    percentiles?(slo: Slo, span: Span): Percentiles | undefined;
    /** The time it counts by, when that is not the machine's. */
    readonly clock?: Clock;
}

/** From (exclusive) to (inclusive), in milliseconds since the epoch. */
export interface Span {
    readonly from: number;
    readonly to: number;
}

/** Why nothing can be said. Closed. */
export type UnknownReason = 'no_traffic' | 'too_few_events' | 'no_data' | 'not_a_number' | 'unanswerable' | 'timeout' | 'unreachable' | 'too_large' | 'refused' | 'malformed' | 'partial';

/** Wall time that never runs backwards. */
export interface SteadyClock extends Clock {
    /** Where it leapt forwards to catch up, oldest first: time in which nothing was counted. The last 32. */
    readonly leaps: readonly Span[];
}

/**
 * A wall clock that goes by the monotonic one from where it began: a step backwards does nothing to it. When
 * the wall clock is more than a minute ahead, it leaps there, and remembers what it left out.
 */
export declare function steadyClock(clock?: Clock, monotonic?: MonotonicClock): SteadyClock;

// exported nowhere, but spoken of above

/** What a tier holds, oldest first. */
export interface TierCounts {
    readonly widthMs: number;
    readonly slices: readonly SliceCounts[];
}

/** One sketch as it is kept: its number, and pairs of a counter and its count. */
export type SketchCounts = readonly [id: number, counters: readonly (readonly [number, number])[]];

/** Counts of one slice: its number, counted from the epoch, and what was in it. */
export type SliceCounts = readonly [id: number, bad: number, total: number];

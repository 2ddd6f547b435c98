// The public surface of @sallyport/scopes, by entry point.

// @sallyport/scopes

/**
 * Defines every scope and role of a program.
 *
 * @throws RangeError listing all mistakes of the definition: bad and repeated names, what roles
 * include and does not exist, wildcards that mean nothing, roles that include each other (the first 16
 * circles).
 */
export declare function defineScopes<const S extends string, const R extends string = never>(definition: ScopesDefinition<S, R>): Scopes<S, R>;

/**
 * A closed registry: what is not in it can be neither granted nor required. A misspelt scope or role does
 * not compile where the literal is known.
 */
export interface Scopes<S extends string = string, R extends string = string> {
    /** The scopes, in the order of their definition. */
    readonly names: readonly S[];
    readonly roles: readonly R[];
    /** What a scope allows, if the definition says so. */
    describe(name: S): string | undefined;
    /**
     * What the program grants. No text, nothing held.
     *
     * @throws RangeError naming every text that is unknown or means nothing.
     */
    grant(...texts: (S | R | Wildcard)[]): Grants;
    /**
     * What was stored, or what a token says: a list, or one text with spaces between. Never throws: what
     * is unknown grants nothing, and is listed in {@link Grants.unknown}. Roles and wildcards mean what
     * they mean today.
     */
    read(texts: unknown): Grants;
    /**
     * The scopes held, in the order of the definition. Store these where a grant must not grow with its
     * role; store the texts themselves where it must.
     *
     * @throws RangeError as `grant` does, when given texts.
     */
    expand(held: Grants | readonly (S | R | Wildcard)[]): readonly S[];
    /**
     * What all of several ceilings allow, by the names under which `explain` speaks of them. A name that
     * is absent limits nothing; give `grant()` for nobody.
     *
     * @throws RangeError for a name with a `.` in it, and past 8 intersections inside each other.
     */
    intersect(ceilings: Readonly<Record<string, Grants>>): Grants;
    /** Requires each of these scopes: one to 32. Neither roles nor wildcards can be required. */
    allOf(...scopes: [S, ...S[]]): Requirement;
    /** Requires at least one of these scopes. */
    anyOf(...scopes: [S, ...S[]]): Requirement;
    /**
     * Whether the grants meet the requirement.
     *
     * @throws TypeError when they are not of the same registry.
     */
    holds(grants: Grants, requirement: Requirement): boolean;
    /** Why they meet it or do not: the texts, roles and ceilings. Throws as `holds` does. */
    explain(grants: Grants, requirement: Requirement): Explanation;
}

/** Every permission there is, and the roles they come in. */
export interface ScopesDefinition<S extends string, R extends string> {
    /** The scopes, or what each allows by its name. */
    readonly scopes: readonly S[] | Readonly<Record<S, string>>;
    /** What each role includes: scopes, wildcards, other roles. @default none */
    readonly roles?: Readonly<Record<R, readonly (NoInfer<S> | NoInfer<R> | Wildcard)[]>>;
}

/** A text with `*` (one whole segment) or, at its end, `**` (one or more). Checked when it is used. */
export type Wildcard = `${string}*${string}`;

/**
 * Who holds what, compiled: made by `grant`, `read` or `intersect` of a registry, checked by a
 * requirement of the same one. It never changes.
 */
export interface Grants {
    readonly [brand]: true;
    /**
     * What was to be granted and is not in the registry: it grants nothing. At most 16 texts, shortened
     * and printable; `…` when there were more.
     */
    readonly unknown: readonly string[];
}

/** What must be held: made by `allOf` or `anyOf` of a registry. It never changes. */
export interface Requirement {
    readonly [heldBy]: (grants: Grants) => boolean;
    readonly [isMade]: boolean;
    /** `orders:read`, `all of a b`, `any of a b`: the same for the same requirement. For metrics and records. */
    readonly label: string;
    readonly mode: 'all' | 'any';
    /** In the registry's order. */
    readonly scopes: readonly string[];
}

/** Why a requirement is met, or is not. */
export interface Explanation {
    readonly required: string;
    readonly held: boolean;
    /** What would have to be granted: all of it, or, for an `anyOf`, one of it. Empty when held. */
    readonly missing: readonly string[];
    readonly scopes: readonly ScopeExplanation[];
}

/** A granted text that a scope comes from. */
export interface Origin {
    /** From the granted text over roles to the scope or the wildcard: `['support', 'viewer', 'orders:*']`. The shortest way. */
    readonly path: readonly string[];
    /** Whose, where several ceilings were intersected; `key.owner` for one inside another. */
    readonly ceiling?: string;
}

/** Where one scope of a requirement comes from. */
export interface ScopeExplanation {
    readonly scope: string;
    readonly held: boolean;
    /** Every granted text that it comes from. */
    readonly by: readonly Origin[];
    /** The ceilings that lack it, where several were intersected. */
    readonly lackedBy: readonly string[];
}

/**
 * For the decider's `describe`: the record of a request that came to a requirement names it, whatever
 * was decided in the end.
 */
export declare function describeScopes({ required, }: {
    readonly required?: Requirement;
}): Partial<AuditEvent>;

/** How {@link requireScopes} refuses and counts. */
export interface RequireScopesOptions {
    /** Counts each decision by requirement. @default counts nothing */
    readonly metrics?: MetricsSink;
    /** The protection space that the challenge names: at most 200 characters. @default none */
    readonly realm?: string;
}

/**
 * Lets requests pass whose grants meet the requirement. The grants come from whatever identified the
 * caller before, as its proof `grants`. A refusal is RFC 6750's: 403 `insufficient_scope`, with the
 * scopes of the requirement in `WWW-Authenticate`. Proves the requirement, for the record.
 */
export declare function requireScopes(requirement: Requirement, options?: RequireScopesOptions): Guard<{
    readonly required: Requirement;
}, ScopeDenial, {
    readonly grants: Grants;
}>;

/** How {@link observeScopes} measures. */
export interface ObserveScopesOptions {
    readonly metrics: MetricsSink;
    /** @default the machine's monotonic clock */
    readonly monotonic?: MonotonicClock;
}

/**
 * Measures how long the requests of a route take, under the name of what it requires: for the routes
 * that `requireScopes` guards with the same requirement. Refused requests count too.
 */
export declare function observeScopes(requirement: Requirement, options: ObserveScopesOptions): Observer;

/** Why `requireScopes` refuses. */
export type ScopeDenial = 'insufficient_scope';

/** What is recorded where `describeScopes` describes decisions. */
export declare const scopeEvents: {
    readonly decided: AuditEventType;
};

/** What `requireScopes` and `observeScopes` measure. */
export declare const scopeMetrics: {
    readonly decisions: MetricDefinition<{
        readonly requirement: string;
        readonly decision: 'allowed' | 'denied';
    }>;
    readonly requestDuration: MetricDefinition<{
        readonly requirement: string;
    }>;
};

/** The reason for which `requireScopes` refuses. */
export declare const scopeReasons: Readonly<Record<ScopeDenial, ReasonDefinition>>;

// @sallyport/scopes/presets

/**
 * The scopes and roles of a personal assistant: administration split up, a user's own data, shared
 * calendars and photos, and carers who may see some of it. To start from, or to take apart.
 */
export declare const assistantDefinition: {
    readonly scopes: {
        readonly 'admin:read': "Sees the administration.";
        readonly 'admin:write': "Changes whatever of the administration has no scope of its own.";
        readonly 'admin:users:read': "Sees who the users are.";
        readonly 'admin:users:write': "Manages users.";
        readonly 'admin:audit:read': "Reads the audit log.";
        readonly 'admin:metrics:read': "Reads the metrics.";
        readonly 'admin:security:read': "Sees how security is configured.";
        readonly 'admin:security:write': "Configures security.";
        readonly 'user:profile:read': "Sees the profile.";
        readonly 'user:profile:write': "Changes the profile.";
        readonly 'user:settings:read': "Sees the settings.";
        readonly 'user:settings:write': "Changes the settings.";
        readonly 'user:privacy:read': "Sees the privacy controls.";
        readonly 'user:privacy:write': "Changes the privacy controls.";
        readonly 'memory:read': "Reads memories.";
        readonly 'memory:write': "Adds and changes memories.";
        readonly 'memory:search': "Searches memories.";
        readonly 'calendar:read': "Sees the calendar.";
        readonly 'calendar:write': "Changes the calendar.";
        readonly 'calendar:share': "Shares the calendar with others.";
        readonly 'photos:read': "Sees photos.";
        readonly 'photos:write': "Adds and changes photos.";
        readonly 'photos:share': "Shares photos with others.";
        readonly 'ai:chat': "Talks with the assistant in writing.";
        readonly 'ai:voice': "Talks with the assistant aloud.";
        readonly 'ai:personalization': "Lets the assistant adapt to its user.";
        readonly 'care:caregiver': "Acts as the carer of a user.";
    };
    readonly roles: {
        readonly admin_readonly: readonly ["admin:read", "admin:*:read"];
        readonly caregiver_basic: readonly ["care:caregiver", "user:profile:read", "memory:read", "calendar:read"];
        readonly caregiver_advanced: readonly ["caregiver_basic", "user:profile:write", "memory:write", "calendar:write"];
        readonly user_basic: readonly ["user:*:read", "user:*:write", "memory:read", "calendar:read", "photos:read", "ai:chat"];
        readonly user_premium: readonly ["user_basic", "memory:*", "calendar:*", "photos:*", "ai:*"];
    };
};

/** The registry of {@link assistantDefinition}. */
export declare const assistantScopes: Scopes<keyof (typeof assistantDefinition)['scopes'], keyof (typeof assistantDefinition)['roles']>;

// @sallyport/scopes/testing

/**
 * What `requireScopes` takes for granted of a guard that says who asks: that its grants are of the
 * registry, and are what this caller was given and nothing else.
 *
 * @param scopes - A registry of at least two scopes.
 * @param identify - Stores someone new with these texts, however that is done. The second argument is a
 * registry that knows all of them, for storage that refuses what its registry does not know: of an
 * earlier release, which had a scope that `scopes` has no longer.
 */
export declare function identityCases(scopes: Scopes, identify: (texts: readonly string[], storedBy: Scopes) => Identified | Promise<Identified>): readonly IdentityCase[];

/** Someone who is known to hold something: a request of theirs, and the guard that is to recognise it. */
export interface Identified {
    readonly guard: Guard<{
        readonly grants: Grants;
    }>;
    readonly request: GuardRequest;
}

/** One thing to be proved, for any test runner. Rejects when it is not so. */
export interface IdentityCase {
    readonly name: string;
    run(): Promise<void>;
}

// exported nowhere, but spoken of above

declare const brand: unique symbol;

/** How a requirement is asked: by the same name for every copy of this module, each of which knows its own grants. */
declare const heldBy: unique symbol;

/** Whether it was made by one of those copies: what is spread from a requirement, or inherits from one, was not. */
declare const isMade: unique symbol;

// The public surface of @sallyport/webhook-auth, by entry point.

// @sallyport/webhook-auth

/** One guard for the webhooks of all services, for `/webhook/:service`. */
export interface WebhookAuth<N extends string> {
    /** Address, then the secret itself, then the signature. */
    readonly guard: Guard<SignedWebhook, WebhookDenial>;
    /** Counts and times deliveries by service. */
    readonly observer: Observer;
    /** Puts other settings in the place of all, or throws and leaves them. Requests under way end with the old ones. */
    replace(settings: WebhookSettings<N>, by?: ChangedBy): Promise<void>;
    /** Puts other secrets in the place of one service's. */
    setSecrets(service: N, secrets: WebhookSecrets | KeySource, by?: ChangedBy): Promise<void>;
}

/** Who may send webhooks, and how each proves it. */
export interface WebhookAuthOptions<N extends string> {
    /** By name, as the route's parameter has it. */
    readonly services: Readonly<Record<N, WebhookService>>;
    readonly settings: WebhookSettings<N>;
    /** Which service a request is of. @default the route's parameter `service` */
    readonly service?: (request: GuardRequest) => string | undefined;
    /** @default the machine's clock */
    readonly clock?: Clock;
    /** @default the machine's monotonic clock */
    readonly monotonic?: MonotonicClock;
    /** Records what is replaced; decisions are recorded by whoever runs the guard. @default records nothing */
    readonly audit?: AuditSink;
    /** @default measures nothing */
    readonly metrics?: MetricsSink;
}

/**
 * Builds a table of senders into one guard. From outside, an unknown service, a wrong secret and a
 * wrong signature look alike.
 *
 * @throws TypeError or RangeError for a service without a secret, a secret without a service, a secret
 * that somebody could guess, and a list with a bad entry.
 */
export declare function webhookAuth<const N extends string>(options: WebhookAuthOptions<N>): WebhookAuth<N>;

/** Why a delivery is refused. */
export type WebhookDenial = NetworkDenial | ServiceDenial | SignatureDenial | BodyDenial;

/** How one sender proves itself: by a signature, by a secret as it stands, or by both. */
export interface WebhookService extends Pick<VerifierOptions, 'callbackUrl' | 'toleranceSeconds'> {
    readonly scheme?: Scheme;
    /** Where the secret itself is sent. @default nowhere when there is a scheme, else `x-webhook-secret` */
    readonly sharedSecret?: SharedSecretHeader;
}

/** What may be replaced while the program runs. */
export interface WebhookSettings<N extends string = string> {
    /** Only these addresses. Left out, there is no rule; an empty list lets nobody in. */
    readonly ip_allowlist?: NetworkList | readonly string[];
    /** Never these. */
    readonly ip_denylist?: NetworkList | readonly string[];
    /** By service: what its scheme checks with, or where its keys are asked for; without a scheme, the secret that is sent. */
    readonly webhook_secrets: Readonly<Record<N, WebhookSecrets | KeySource>>;
    /** By service: the secret that is sent, of those that sign as well. */
    readonly shared_secrets?: Readonly<Partial<Record<N, WebhookSecrets>>>;
}

/** What a guard checks deliveries with: as a verifier does, or with keys that are fetched. */
export interface SignedByOptions extends Omit<VerifierOptions, 'secrets'> {
    /** Secrets, public keys, or where the sender's public keys are asked for. */
    readonly secrets: WebhookSecrets | KeySource;
}

/** What {@link signedBy} proves. */
export interface SignedWebhook {
    readonly webhook: VerifiedWebhook;
}

/**
 * Lets in what the sender signed: over the bytes that came, before any parser; the handler still gets
 * its parsed body. `onceOnly` or `idempotent` comes after it, last in the route.
 *
 * @throws RangeError for secrets and options that cannot be right, or that somebody could guess.
 */
export declare function signedBy(scheme: Scheme, { secrets, ...options }: SignedByOptions): Guard<SignedWebhook, SignatureDenial | BodyDenial>;

/** Where a sender puts a secret as it stands. */
export interface SharedSecretHeader {
    /** @default 'x-webhook-secret' */
    readonly header?: string;
    /** What stands before it, such as `Bearer `. @default nothing */
    readonly prefix?: string;
}

/** How {@link sharedSecret} checks. */
export interface SharedSecretOptions extends SharedSecretHeader, Pick<VerifierOptions, 'secrets' | 'clock'> {
    /** What the sender is called in proofs and metrics. @default 'shared-secret' */
    readonly service?: string;
}

/** What {@link sharedSecret} proves. */
export interface SharedSecretProof {
    readonly sharedSecret: {
        readonly service: string;
        readonly keyId: string;
    };
}

/**
 * Lets in who sends the secret itself, compared in constant time. It vouches for nothing that is sent
 * along with it, and everybody who sees one delivery has it: where the sender can sign, `signedBy`
 * comes after it or in its place.
 *
 * @throws TypeError or RangeError for options that cannot be right, and for secrets that somebody could guess.
 */
export declare function sharedSecret({ service, ...options }: SharedSecretOptions): Guard<SharedSecretProof, SignatureDenial>;

/** Why `onceOnly` refuses. */
export type OnceOnlyDenial = Extract<ReplayDenial, 'delivery_replayed' | 'replay_store_full' | 'replay_store_unavailable'>;

/** What `onceOnly` remembers deliveries with, and for how long. */
export interface OnceOnlyOptions {
    readonly store: DeliveryStore;
    /**
     * How long a delivery is remembered whose sender signs no time: it would be accepted for ever, and is
     * again after that. @default 72 hours
     */
    readonly keepMs?: number;
    /**
     * How much longer than it is accepted any other is remembered: as far as the clocks of your machines
     * may differ, or one be set back. @default 60_000
     */
    readonly slackMs?: number;
    /** How long the store may take. @default 1_000 */
    readonly timeoutMs?: number;
    /** The one that the signature's time is checked by. @default the machine's clock */
    readonly clock?: Clock;
    /** @default the platform's timers */
    readonly timers?: Timers;
}

/**
 * Lets each signed delivery in once: a replay is refused for as long as its signature would be
 * accepted. Known by what was signed, never by headers that whoever replays can change. Last in a
 * route: what an earlier guard refuses is not remembered, so that the sender can try again.
 *
 * What it let in is taken, also when the handler fails, or when the store's answer was lost. A sender that
 * signs anew each time it tries gets in again; where it sends the same bytes again, or where the handler
 * should run again after it failed, take `idempotent` instead. Not both.
 *
 * @throws TypeError or RangeError for options that cannot be right.
 */
export declare const onceOnly: (options: OnceOnlyOptions) => Guard<Nothing, OnceOnlyDenial, SignedWebhook>;

/**
 * What {@link idempotent} proves.
 */
export interface ClaimedDelivery {
    readonly delivery: {
        /**
         * Says that the work has been done, of all that was claimed for the request: kept at once, and however
         * the response ends. Waits for no longer than `timeoutMs`, and never rejects: what the store did not
         * take is tried again at the end of the response, if that is yet to come. After the last step that may fail.
         */
        done(): Promise<void>;
    };
}

/** A guard that claims a delivery, and the observer that says how its handler ended. */
export interface Idempotent<N extends SignedWebhook = SignedWebhook> {
    readonly guard: Guard<ClaimedDelivery, IdempotentDenial, N>;
    /**
     * Must observe every route that the guard guards; without it nothing is ever known to be done, and a
     * delivery is only kept from running again for the length of its lease.
     */
    readonly observer: Observer;
}

/** Why {@link idempotent} does not let a delivery in. */
export type IdempotentDenial = Exclude<ReplayDenial, 'delivery_replayed'>;

/** What {@link idempotent} remembers deliveries with, by what, and for how long. */
export interface IdempotentOptions<N extends SignedWebhook = SignedWebhook> {
    readonly store: DeliveryStore;
    /**
     * How long a handler may take: until then nobody else handles the same delivery, and after it
     * somebody may, even if the first is still at work. @default 60_000
     */
    readonly leaseMs?: number;
    /**
     * How long a delivery is remembered as done: as long as the sender tries again; longer where its
     * signature is accepted for longer. @default 72 hours
     */
    readonly keepMs?: number;
    /**
     * What makes two deliveries of a service the same, read from what was signed: the event's id in the
     * body, where the sender signs each attempt anew and no id with it. Nothing or '' is as if it were not
     * given. @default the id that the signature vouches for, else all that was signed
     */
    readonly by?: (request: GuardRequest, proved: N) => Answer<string | undefined>;
    /** How long the store may take before the handler. @default 1_000 */
    readonly timeoutMs?: number;
    /** The one that the signature's time is checked by. @default the machine's clock */
    readonly clock?: Clock;
    /** @default the platform's timers */
    readonly timers?: Timers;
}

/**
 * Lets the handler of a delivery run until it has succeeded, once at a time: a sender that tries again
 * after a failure gets in, one that tries again after a success is answered 200 and nothing runs, and one
 * that tries again meanwhile is answered 409. Last in a route.
 *
 * A response of 2xx means done. Any other gives the delivery back, as senders take it for a failure, 3xx
 * too. When the sender has left before a response of 2xx was complete, nobody knows: the handler may be at
 * work still, and may fail. So the lease stays until it runs out, and then the delivery can be handled again;
 * unless the handler says that its work is done ({@link ClaimedDelivery}): then it is, whatever becomes of
 * the response.
 *
 * @throws TypeError or RangeError for options that cannot be right.
 */
export declare function idempotent<N extends SignedWebhook = SignedWebhook>(options: IdempotentOptions<N>): Idempotent<N>;

/** What is known of a delivery whose signature is right. */
export interface VerifiedWebhook extends WebhookFacts {
    /**
     * The same for two deliveries of the same signed content, whatever their headers and whichever secret. Where
     * the secret itself is sent nothing is signed: there it is of the body.
     */
    fingerprint(): string;
}

/** Checks a delivery. Never throws for what was sent. */
export type Verifier = (delivery: Delivery) => Verdict<VerifiedWebhook, SignatureDenial>;

/**
 * Makes a check of deliveries. Keys are made now, so that a secret that cannot be one is told now.
 *
 * @throws RangeError for secrets and options that cannot be right.
 */
export declare function verifier(scheme: Scheme, options: VerifierOptions): Verifier;

/** What a delivery is checked with. */
export interface VerifierOptions {
    readonly secrets: WebhookSecrets;
    /** How old a delivery may be, and how far ahead. @default as the scheme says; of one without a time, for ever */
    readonly toleranceSeconds?: number;
    /** The address that the sender was given, exactly; for schemes that sign it. */
    readonly callbackUrl?: string;
    /** What the sender is called in proofs and metrics. @default the scheme's id */
    readonly service?: string;
    /** @default the machine's clock */
    readonly clock?: Clock;
}

/** What is known of a delivery whose signature is right, on every platform. */
export interface WebhookFacts {
    /** Whose it is: as the route's author calls the sender. */
    readonly service: string;
    /** The scheme's id. */
    readonly scheme: string;
    /** The id of the secret that it was signed with. */
    readonly keyId: string;
    /** When it was signed, in milliseconds since the epoch; undefined where the sender does not say. */
    readonly timestamp: number | undefined;
    /** Until when the same delivery would be accepted again; undefined for ever. */
    readonly acceptedUntil: number | undefined;
    readonly deliveryId: string | undefined;
    /** Whether the signature vouches for the id: whoever sends a delivery again can change one that it does not. */
    readonly deliveryIdSigned: boolean;
    /** What of the delivery the signature vouches for. */
    readonly covers: Covers;
}

/** One webhook as it arrived. */
export interface Delivery {
    readonly headers: DeliveryHeaders;
    /** The bytes as they came. Text stands for its UTF-8: right only when nothing decoded it on the way. */
    readonly body: Uint8Array | string;
    /** @default 'POST' */
    readonly method?: string;
    /** Path and query as received; needed by schemes that sign them. @default '/' */
    readonly url?: string;
}

/** Headers as a framework or a platform has them: a guard's request, `Headers`, or an object as Node's. */
export type DeliveryHeaders = {
    headerValues(name: string): readonly string[];
} | {
    get(name: string): string | null;
} | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A delivery as schemes read it. */
export interface Received {
    readonly method: string;
    readonly url: string;
    readonly body: Uint8Array;
    /** The address that was given to the sender: from the settings, never from what was sent. */
    readonly callbackUrl: string | undefined;
    /** Each value of a header, as received. The name in lower case. */
    header(name: string): readonly string[];
    /** The body as JSON, parsed once; undefined for what is none. */
    json(): unknown;
    /** The body as a form, parsed once. */
    form(): URLSearchParams;
}

/** One secret, or public key, of several that are accepted while they change. */
export interface WebhookSecret {
    /** Names it, in proofs and metrics: letters, digits, `.`, `_`, `:`, `/`, `+`, `=` and hyphens. */
    readonly id: string;
    readonly value: Secret | string;
    /** Before which it is not accepted, in milliseconds since the epoch. @default always */
    readonly notBefore?: number;
    /** From when it is no longer accepted. @default never */
    readonly notAfter?: number;
}

/** The secrets of a sender: one, or several by their ids. */
export type WebhookSecrets = Secret | string | readonly WebhookSecret[];

/** Checks a delivery with keys that are asked for. Never throws and never rejects. */
export type KeyedVerifier = (delivery: Delivery) => Promise<Verdict<VerifiedWebhook, SignatureDenial>>;

/**
 * Where the public keys of a sender are asked for by the ids that its deliveries name: for senders whose keys change
 * without you. Made by `@sallyport/webhook-auth/keys`; one of your own by its `keySource`.
 */
export interface KeySource {
    /** The keys with this id; none where there is no such key. Rejects where nobody can tell. */
    keysFor(keyId: string): Promise<readonly WebhookSecret[]>;
    /** A check with these keys. @throws TypeError for a scheme without public keys. */
    verifier(scheme: Scheme, options?: Omit<VerifierOptions, 'secrets'>): KeyedVerifier;
}

/** What is to be signed, and with what. */
export interface SignOptions {
    readonly secret: Secret | string;
    readonly body: Uint8Array | string;
    /** @default 'POST' */
    readonly method?: string;
    /** Path and query. @default those of the callback URL, else `/` */
    readonly url?: string;
    readonly callbackUrl?: string;
    /** Milliseconds since the epoch. @default now */
    readonly timestamp?: number;
    /** @default a random UUID */
    readonly deliveryId?: string;
    /** @default the machine's clock */
    readonly clock?: Clock;
}

/**
 * Signs a delivery as the sender would: for tests of your own webhooks, and for senders. Only with
 * schemes whose secret signs as well as it checks.
 *
 * @throws TypeError for a scheme with public keys, and where the callback URL is missing.
 */
export declare function sign(scheme: Scheme, options: SignOptions): SignedDelivery;

/**
 * Makes a scheme of what a sender's documentation says. Refuses one whose signature covers nothing of
 * the body unless it says so, and one that reads a time or an id for more than it is.
 *
 * @throws RangeError or TypeError for a definition that cannot be right.
 */
export declare function defineScheme(scheme: DeclaredScheme | ReadScheme): Scheme;

/** What of a delivery the signature vouches for. */
export type Covers = 'body' | 'fields' | 'none';

/** A scheme whose delivery can be said in data: nearly all. */
export interface DeclaredScheme extends SchemeFacts {
    readonly signature: Source;
    /**
     * What is signed: text with `{body}`, `{timestamp}`, `{id}`, `{method}`, `{callbackUrl}` (as the sender
     * knows it) and `{url}` (its origin with the path and query that came).
     */
    readonly signed: string;
    /** When it was sent; signed, or the definition is refused. @default the sender does not say */
    readonly timestamp?: Source & {
        readonly unit: TimeUnit;
        readonly toleranceSeconds?: number;
    };
    /** Signed where it is in a signed body, or where something ends `{id}` in what is signed: an id may not have that in it. */
    readonly deliveryId?: Source;
    /** Where the sender names the key; only the secret with that id is tried. @default it does not */
    readonly keyId?: Source;
    /** Must be said where `{body}` is not signed: whoever has one delivery can then make others. @default 'body' */
    readonly covers?: Exclude<Covers, 'body'>;
}

/** What a delivery claims of a hash. The engine computes it, so that a scheme needs no platform. */
export interface DigestClaim {
    readonly hash: HashName;
    /** What is hashed: text stands for its UTF-8. */
    readonly of: Uint8Array | string;
    readonly encoding: Exclude<Encoding, 'text'>;
    /** As it was sent, in that encoding: exactly, hex in small letters. */
    readonly is: string;
}

/** A hash that deliveries have of something. */
export type HashName = 'sha256' | 'sha512';

/** A delivery that is to be signed. */
export interface Outgoing {
    readonly body: Uint8Array;
    readonly method: string;
    readonly url: string;
    readonly callbackUrl: string | undefined;
    /** Milliseconds since the epoch. */
    readonly timestamp: number;
    readonly deliveryId: string;
    /** The hash of bytes, or of the UTF-8 of text. */
    digest(hash: HashName, of: Uint8Array | string, encoding: Exclude<Encoding, 'text'>): string;
    /** What the sender calls the key, where it says so. */
    readonly keyId?: string | undefined;
}

/** Pieces of what was signed, in their order: text stands for its UTF-8. Never joined. */
export type Pieces = readonly (string | Uint8Array)[];

/** What a scheme read from a delivery. Nothing of it is proved. */
export interface Reading {
    /** Any of these may be the one: as they were sent, in the scheme's encoding. */
    readonly signatures: readonly string[];
    readonly signed: Pieces;
    /** When it was sent, in milliseconds since the epoch. */
    readonly timestamp?: number | undefined;
    /** When the sender says it ends. */
    readonly expires?: number | undefined;
    readonly deliveryId?: string | undefined;
    /** Which secret the sender says it was; only that is tried then. */
    readonly keyId?: string | undefined;
    /**
     * Hashes that are signed in place of what they are of: one that is wrong refuses the reading
     * (`content_digest_wrong`), after its time and before its signature. Readings that have the same
     * list have it checked once. @default none
     */
    readonly digests?: readonly DigestClaim[] | undefined;
}

/** A scheme that reads a delivery in its own way; the engine does the rest. */
export interface ReadScheme extends SchemeFacts {
    readonly covers: Covers;
    /** What is signed, for people. */
    readonly signs: string;
    /** How old a delivery may be; null where the sender signs no time. */
    readonly toleranceSeconds: number | null;
    readonly deliveryId: 'signed' | 'unsigned' | 'none';
    /** At most a few readings, of which any may hold; or why there is none. Never throws for what was sent. */
    read(received: Received): readonly Reading[] | SignatureDenial;
    /**
     * The delivery with its signature, made by `signature` of what is signed. It may be asked more than once for
     * one delivery, as some platforms answer later: the same each time.
     */
    write?(outgoing: Outgoing, signature: (signed: Pieces) => string): SignedDelivery;
}

/** A scheme, checked. Made by {@link defineScheme}. */
export interface Scheme extends Omit<Required<ReadScheme>, 'write' | 'sourceRead'>, Pick<ReadScheme, 'write' | 'sourceRead'> {
}

/** What every scheme says of itself. */
export interface SchemeFacts {
    /** Lower-case words with hyphens: `github`. */
    readonly id: string;
    /** For people: `GitHub`. */
    readonly sender: string;
    readonly mac: MacName;
    /** How signatures are written. */
    readonly encoding: Encoding;
    /** How the text of a secret or a public key becomes a key. @default 'utf8' */
    readonly secret?: SecretForm;
    /** Where the sender or its library says so: an address. */
    readonly source: string;
    /** The day on which the source was read: `2026-11-21`. A sender may have changed its mind since. @default unknown */
    readonly sourceRead?: string;
    /** What proves it: an answer that the sender published, the sender's own library, or its documentation alone. */
    readonly evidence: 'vector' | 'library' | 'documentation';
}

/** A signed delivery: send these. */
export interface SignedDelivery {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
    /** Where the scheme signs it: the method that it must be sent with. */
    readonly method?: string;
    /** Where the scheme signs it: the path and query that it must be sent to. */
    readonly url?: string;
}

/**
 * Where a value is in a delivery: in a header, or in a field of the body. Of a header the whole
 * value, or, with a `separator`, those items that begin with the `prefix` (`v1=` of `t=1,v1=ab`), or
 * those from position `at` on (`ab,cd` of `1,ab,cd`).
 */
export type Source = {
    /** In any case. */
    readonly header: string;
    readonly separator?: ',' | ';' | ' ';
    readonly prefix?: string;
    readonly at?: number;
}
/** A path into a body of JSON: `signature.token`. */
 | {
    readonly json: string;
}
/** A field of a form. */
 | {
    readonly form: string;
};

/**
 * How a signature is made. `keyed-sha256`: a plain hash over the secret and then the content, which can be
 * lengthened by whoever has one: only where a sender has nothing better. `token`: the secret itself. `rsa-sha1` is old:
 * who can choose what is signed can make two contents of one signature; only where a sender has nothing better.
 */
export type MacName = 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha512' | 'keyed-sha256' | 'token' | 'ed25519' | 'ecdsa-p256' | 'ecdsa-p256-raw' | 'rsa-sha1' | 'rsa-sha256' | 'rsa-pss-sha512';

/**
 * How a secret's text becomes a key: as it stands, hex, base64, `whsec_` and base64 (Standard Webhooks);
 * public keys as PEM, as base64 of their DER (`spki`), and Ed25519's 32 bytes in hex or as `whpk_`.
 */
export type SecretForm = 'utf8' | 'hex' | 'base64' | 'whsec' | 'pem' | 'spki' | 'ed25519-hex' | 'whpk';

/** How a signature is written. */
export type Encoding = 'hex' | 'base64' | 'base64url' | 'text';

/** In what a sender counts time. Declared, never guessed from how long the number is. */
export type TimeUnit = 's' | 'ms' | 'rfc3339';

/** At once, or later. */
export type Answer<T> = T | Promise<T>;

/**
 * What came of a claim: `fresh` for exactly one of all who claim at the same time, with a lease that
 * only it has; `held` while that lease runs; `done` once it was completed; `full` when the store can
 * hold no more, and then nobody gets in.
 */
export type Claimed = {
    readonly state: 'fresh';
    readonly lease: string;
} | {
    readonly state: 'held' | 'done' | 'full';
};

/** Where it is kept which deliveries have been seen. Any text is a key; spans are milliseconds, at least 1. */
export interface DeliveryStore {
    /**
     * Claims a key for so long, counted from now by the store's own clock. Nothing that is held or done
     * is ever given up before its time to make room.
     */
    claim(key: string, holdMs: number): Answer<Claimed>;
    /**
     * Keeps what was claimed as done, for so long from now. Also after the lease has run out, as what was
     * done is done; false when it is another's by then.
     */
    complete(key: string, lease: string, keepMs: number): Answer<boolean>;
    /**
     * Gives back what was claimed, so that the sender may try again; false when there is nothing to give
     * back: the lease has run out, or it is done, or another's.
     */
    release(key: string, lease: string): Answer<boolean>;
    /** The longest that it keeps anything; a guard that would keep a delivery for longer is not built. @default no bound */
    readonly longestMs?: number;
    /** Whether the store answers. */
    readonly check: Check;
}

/** A {@link DeliveryStore} in memory: it answers at once. */
export interface MemoryDeliveryStore extends DeliveryStore {
    claim(key: string, holdMs: number): Claimed;
    complete(key: string, lease: string, keepMs: number): boolean;
    release(key: string, lease: string): boolean;
    readonly longestMs: number;
    /** How many keys it holds now, those included that have run out and were not come upon yet. */
    readonly size: number;
}

/** How much a memory store may hold. */
export interface MemoryDeliveryStoreOptions {
    /** Deliveries that are held or done at the same time. @default 1_000_000 */
    readonly maxKeys?: number;
    /** The longest that anything may be kept; a claim for longer is an error. @default 7 days */
    readonly longestMs?: number;
    /** @default the machine's monotonic clock */
    readonly monotonic?: MonotonicClock;
}

/**
 * Keeps deliveries in this process: for a service that is one process, as another does not know what
 * this one has seen, and a restart forgets all. Bounded without a timer: each new key takes along two
 * that have run out. Full, it says so and gives up nothing: a delivery that was forgotten before its
 * time could come again.
 *
 * @throws RangeError for bounds that cannot be kept.
 */
export declare const memoryDeliveryStore: (options?: MemoryDeliveryStoreOptions) => MemoryDeliveryStore;

/** Why a delivery that is rightly signed is not handled, because of others before it. */
export type ReplayDenial = 'delivery_replayed' | 'delivery_in_progress' | 'delivery_done' | 'replay_store_full' | 'replay_store_unavailable';

/** Why the table of services refuses, besides. */
export type ServiceDenial = 'service_unknown' | 'shared_secret_wrong';

/** Why a signature is refused. */
export type SignatureDenial = 'signature_missing' | 'signature_repeated' | 'signature_malformed' | 'too_many_signatures' | 'signature_wrong' | 'secret_unknown' | 'secret_expired' | 'secret_not_yet_valid' | 'timestamp_missing' | 'timestamp_malformed' | 'timestamp_too_old' | 'timestamp_too_new' | 'delivery_id_missing' | 'content_malformed' | 'content_digest_wrong' | 'components_missing' | 'algorithm_refused' | 'sender_refused' | 'body_not_raw' | 'keys_unavailable';

/** What webhooks record, besides the decisions. */
export declare const webhookEvents: Readonly<Record<'settingsReplaced' | 'secretsReplaced', AuditEventType>>;

/** What webhooks measure. A service that is not in the table is counted as `unknown`. */
export declare const webhookMetrics: {
    readonly authSuccess: MetricDefinition<ByService>;
    readonly authFailed: MetricDefinition<ByService & {
        readonly reason: string;
    }>;
    readonly requests: MetricDefinition<ByService>;
    readonly success: MetricDefinition<ByService>;
    readonly errors: MetricDefinition<ByService>;
    readonly handlerDuration: MetricDefinition<ByService>;
};

// @sallyport/webhook-auth/schemes

/**
 * Adyen's standard webhooks: eight fields of the one notification in a body, and nothing else of it. Several
 * notifications in one body are refused: each would have to be signed. Nothing but the merchant's reference
 * may have a colon, which is what separates the fields.
 */
export declare const adyen: Scheme;

/** Adyen's webhooks for platforms and banking, which sign the whole body; the standard ones are `adyen`. */
export declare const adyenPlatform: Scheme;

/**
 * Airtable, which signs that something changed: the change itself is to be fetched. The secret is
 * the `macSecretBase64` that it gave when the webhook was made.
 */
export declare const airtable: Scheme;

/** Anthropic, of Claude's managed agents: as Standard Webhooks. */
export declare const anthropic: Scheme;

/**
 * Asana. The secret is what it sent as `X-Hook-Secret` when the webhook was made; each webhook has
 * its own.
 */
export declare const asana: Scheme;

/** Ashby. */
export declare const ashby: Scheme;

/** Attio, which sends one signature under two names. */
export declare const attio: Scheme;

/**
 * Log streams of Auth0: the text that you gave it for its `Authorization` header, as it stands. It vouches for nothing that
 * comes with it.
 */
export declare const auth0: Scheme;

/** Whose messages are yours. */
export interface AwsSnsOptions {
    /**
     * The ARNs of your topics, or `arn:aws:sns:us-east-1:123456789012:*` for all of an account in a region. SNS signs for
     * every AWS account: whoever makes a topic of their own has messages that are rightly signed.
     */
    readonly topics: readonly string[];
}

/**
 * AWS SNS, of a topic or subscription whose `SignatureVersion` is 2. What is signed is the message and its topic; its
 * attributes and the address to unsubscribe at are not. Its certificates are fetched by `awsSnsKeys` of `/keys`.
 *
 * @throws RangeError for topics that are none.
 */
export declare const awsSns: (options: AwsSnsOptions) => Scheme;

/** AWS SNS of version 1, with SHA-1: old, and what a topic has until its `SignatureVersion` is set to 2. */
export declare const awsSnsV1: (options: AwsSnsOptions) => Scheme;

/** Bitbucket Cloud and Data Center. */
export declare const bitbucket: Scheme;

/** Box, with its primary key, its secondary one, or both: each makes a signature of its own. */
export declare const box: Scheme;

/** Cal.com. */
export declare const calCom: Scheme;

/** Calendly. Its documentation lets a delivery be three minutes old. */
export declare const calendly: Scheme;

/** Checkr. */
export declare const checkr: Scheme;

/** CircleCI. Versions of the signature after `v1` are not read. */
export declare const circleci: Scheme;

/** Clerk: as Svix, under `svix-…` headers alone. */
export declare const clerk: Scheme;

/** ClickUp. The secret is what it gave when the webhook was made. */
export declare const clickup: Scheme;

/** CloudConvert. */
export declare const cloudconvert: Scheme;

/** Coinbase Commerce. */
export declare const coinbaseCommerce: Scheme;

/** Contentful: webhooks and apps, with a signing secret. The headers that it signs are the ones that it lists. */
export declare const contentful: Scheme;

/** What the project that sends has in its settings. */
export interface ConvoyOptions {
    readonly hash: 'SHA256' | 'SHA512';
    readonly encoding: 'hex' | 'base64';
}

/**
 * Convoy, and those who send with it: its simple signature, with the hash and the encoding that the project's
 * settings have. The advanced one is not read.
 *
 * @throws RangeError for another hash or encoding.
 */
export declare function convoy(options: ConvoyOptions): Scheme;

/** Cursor, of its cloud agents. */
export declare const cursor: Scheme;

/** Customer.io: reporting webhooks, and those of campaigns. */
export declare const customerIo: Scheme;

/**
 * Discord's interactions and events; the key as its developer portal shows it. Discord sends wrong
 * signatures on purpose, and switches off an address that does not answer 401.
 */
export declare const discord: Scheme;

/** DocuSign Connect. It sends a header for each key of the account, of which the first 16 are read. */
export declare const docusign: Scheme;

/** Dodo Payments: as Standard Webhooks. */
export declare const dodopayments: Scheme;

/** Doppler. */
export declare const doppler: Scheme;

/** Dropbox, which signs that something changed. The secret is that of the app. */
export declare const dropbox: Scheme;

/** EasyPost. Give a secret with letters beyond ASCII as it signs with it: `secret.normalize('NFKD')`. */
export declare const easypost: Scheme;

/** ElevenLabs, whose library takes a delivery for half an hour. */
export declare const elevenlabs: Scheme;

/**
 * Figma: the passcode that its webhook was made with, in each body, so that whoever logs bodies
 * logs it. It vouches for nothing that comes with it.
 */
export declare const figma: Scheme;

/** Fourthwall, of shops and of platform apps: their secrets and headers differ, and nothing else. */
export declare const fourthwall: Scheme;

/** Gitea, and Forgejo, which sends the same header; of webhooks that send JSON, as of a form it signs a field alone. */
export declare const gitea: Scheme;

/** GitHub: repositories, organisations and apps. Its older SHA-1 header is not read. */
export declare const github: Scheme;

/**
 * GitHub's secret scanning, to partners. Its keys are fetched by `githubKeys` of `/keys`; or give each as GitHub's API
 * lists it: its `key_identifier` is the id of the secret, its `key` the value.
 */
export declare const githubSecretScanning: Scheme;

/** GitLab, of a webhook with a signing token: as Standard Webhooks. */
export declare const gitlab: Scheme;

/**
 * GitLab, of a webhook with a secret token: the token itself, which vouches for nothing that
 * comes with it.
 */
export declare const gitlabToken: Scheme;

/** GoCardless. Its header has the name of another in Standard Webhooks, and nothing else of that. */
export declare const gocardless: Scheme;

/** Gogs, of webhooks that send JSON: of a form it signs a field alone. */
export declare const gogs: Scheme;

/** What the contact point has in its settings. */
export interface GrafanaOptions {
    /** @default 'X-Grafana-Alerting-Signature' */
    readonly header?: string;
    /** Give one, there and here: without it no time is signed. @default none */
    readonly timestampHeader?: string;
}

/**
 * Grafana's alerts, of a contact point with an HMAC signature: with the names of headers that its settings have.
 *
 * @throws TypeError for an option that there is not.
 */
export declare function grafana(options?: GrafanaOptions): Scheme;

/** Heroku, of a webhook with a secret. */
export declare const heroku: Scheme;

/**
 * HighLevel; the key is the PEM of its documentation. `X-WH-Signature` (RSA), which was to end in July 2026, is not
 * read.
 */
export declare const highlevel: Scheme;

/** What a sender that signs by RFC 9421 agreed with you on. */
export interface HttpMessageSignatureOptions {
    /** The only one that is accepted, whatever the delivery says. */
    readonly algorithm: HttpSignatureAlgorithm;
    /**
     * What a signature must cover at least, as the sender writes it without the quotes: `@method`,
     * `content-digest`, `@query-param;name="id"`. `content-digest` must be among them unless `covers` says
     * otherwise. @default ['@method', '@target-uri', 'content-digest']
     */
    readonly components?: readonly string[];
    /** Which of several signatures is the sender's. @default any */
    readonly label?: string;
    /** What the sender signs for (`tag`); signatures for something else are passed over. @default anything */
    readonly tag?: string;
    /** How old `created` may be; null where the sender does not write it. @default 300 */
    readonly toleranceSeconds?: number | null;
    /** Must be said where `content-digest` is not required: then anybody can change the body. @default 'body' */
    readonly covers?: Exclude<Covers, 'body'>;
    /** How secrets are written. @default 'utf8' of a shared secret, 'pem' of a public key */
    readonly secret?: SecretForm;
    /** @default 'http-message-signature' */
    readonly id?: string;
    /** @default 'HTTP Message Signatures' */
    readonly sender?: string;
}

/** An algorithm of RFC 9421 §3.3. */
export type HttpSignatureAlgorithm = 'hmac-sha256' | 'ed25519' | 'ecdsa-p256-sha256' | 'rsa-pss-sha512' | 'rsa-v1_5-sha256';

/**
 * HTTP Message Signatures (RFC 9421) over what you agreed on with the sender, with the digest of the body
 * (RFC 9530) computed again. Where a signature names its key (`keyid`), that is the id of the secret. The
 * host is the one of `callbackUrl`, never the one of the request.
 *
 * @throws RangeError for components that are not read, or that leave the body out without saying so.
 */
export declare function httpMessageSignature(options: HttpMessageSignatureOptions): Scheme;

/**
 * HubSpot's first signature, a plain hash without a time: whoever has one can lengthen the body. Take
 * {@link hubspotV3} where you can.
 */
export declare const hubspotV1: Scheme;

/** HubSpot's second signature, with method and address; else as the first. */
export declare const hubspotV2: Scheme;

/** HubSpot's third signature, with a time; the address with some letters decoded, as its documentation lists. */
export declare const hubspotV3: Scheme;

/** Hygraph: the body is signed as text within JSON, beside the name of an environment and a time. */
export declare const hygraph: Scheme;

/**
 * Intercom. It signs with SHA-1 and has nothing newer; as a MAC that still holds. The secret is the
 * client secret of the app.
 */
export declare const intercom: Scheme;

/** Jira, Cloud and Data Center, of a webhook with a secret. */
export declare const jira: Scheme;

/** Jobber. The secret is the client secret of the app. */
export declare const jobber: Scheme;

/** Kick; the key is the PEM of its documentation. */
export declare const kick: Scheme;

/** Kontent.ai. Its older header, `X-KC-Signature`, is not read. */
export declare const kontentAi: Scheme;

/** Lemon Squeezy. */
export declare const lemonSqueezy: Scheme;

/** LINE. The secret is the channel secret. */
export declare const line: Scheme;

/** Linear. The time is in the body, signed with it; `Linear-Timestamp`, which nobody signs, is not read. */
export declare const linear: Scheme;

/** Liveblocks: as Standard Webhooks. */
export declare const liveblocks: Scheme;

/**
 * Mailgun's events. Signed are a time and a token alone: whoever has one delivery can send any payload with
 * it while it is accepted, so take the token once (`onceOnly`). `parent-signature` is not read.
 */
export declare const mailgun: Scheme;

/**
 * Mailgun's forwarded mail, as a form (`application/x-www-form-urlencoded`): time, token and signature are fields
 * of it, else as {@link mailgun}. A form in parts, as mail with attachments comes, is not read.
 */
export declare const mailgunForm: Scheme;

/**
 * MessageBird (Bird): a token that holds the hashes of the address and the body. Of the algorithms that its
 * library reads, HS256 alone. A token holds for as long as it says; `toleranceSeconds` is the most.
 */
export declare const messagebird: Scheme;

/**
 * Meta: Facebook, Instagram, Messenger, WhatsApp. The secret is the app secret, not the token of
 * its first request. Signed is the body as it comes, in which letters beyond ASCII are escaped. Its
 * older SHA-1 header is not read.
 */
export declare const meta: Scheme;

/**
 * Change notifications of Microsoft Graph without resource data: the `clientState` of your subscription, as it stands,
 * in each of them. It vouches for nothing that comes with it, so ask Graph for what has changed. Notifications with
 * resource data have tokens as well, which are not looked at here.
 */
export declare const microsoftGraph: Scheme;

/** Outgoing webhooks of Microsoft Teams. The secret is the security token as Teams showed it, which is base64. */
export declare const microsoftTeams: Scheme;

/**
 * Mollie, of its webhooks that are made for an account. While their secret changes it sends the header twice. Those
 * of a single payment (`webhookUrl`) are not signed: fetch the payment that they name.
 */
export declare const mollie: Scheme;

/** Mux. */
export declare const mux: Scheme;

/** Netlify's deploy notifications: a token that holds the hash of the body, and no time. */
export declare const netlify: Scheme;

/** Notion. The secret is the verification token, which its first delivery brings. */
export declare const notion: Scheme;

/** npm, and registries that send hooks as it did. */
export declare const npmHooks: Scheme;

/**
 * Event hooks of Okta: the text that you gave it for its `Authorization` header, as it stands. It vouches for nothing that
 * comes with it.
 */
export declare const okta: Scheme;

/** Onfido. The secret is the token of the webhook. */
export declare const onfido: Scheme;

/** OpenAI: as Standard Webhooks. */
export declare const openai: Scheme;

/** Paddle (Billing). While its secret changes it sends a signature for each. */
export declare const paddle: Scheme;

/** PagerDuty's webhooks of version 3. While its secret changes it sends a signature for each. */
export declare const pagerduty: Scheme;

/** What PayPal signs with each delivery. */
export interface PaypalOptions {
    /** Of the webhook, as PayPal's dashboard shows it; of its simulator `WEBHOOK_ID`. */
    readonly webhookId: string;
}

/**
 * PayPal. Of the body it signs the CRC-32 alone, which anybody can make come out the same for another body: whoever
 * has one delivery can put any payload under its signature. So take from it which object to ask PayPal's API for, and
 * nothing else. Its certificates are fetched by `paypalKeys` of `/keys`.
 *
 * @throws RangeError for what is no id of a webhook.
 */
export declare function paypal(options: PaypalOptions): Scheme;

/** Plaid: a token that holds the hash of the body. Its keys are fetched by `plaidKeys` of `/keys`. */
export declare const plaid: Scheme;

/** Polar: as Standard Webhooks, but that the text of the secret is the key as it stands. */
export declare const polar: Scheme;

/** Pusher Channels. `X-Pusher-Key`, which names the key, is not read: every secret is tried. */
export declare const pusher: Scheme;

/** Razorpay. */
export declare const razorpay: Scheme;

/** Recurly, of JSON: it signs no XML. The time in milliseconds, then the signatures, by their places alone. */
export declare const recurly: Scheme;

/** Replicate: as Standard Webhooks. */
export declare const replicate: Scheme;

/** Resend: as Svix, under `svix-…` headers alone. */
export declare const resend: Scheme;

/** Sanity. The time is in milliseconds, and the signature base64url. */
export declare const sanity: Scheme;

/**
 * Segment: the destinations "Webhooks". It signs with SHA-1 and has nothing newer. Of a batch it
 * signs the first event alone, so that batches of several are refused: switch batching off.
 */
export declare const segment: Scheme;

/** SendGrid's event webhook; the key as its settings show it. The line break at the body's end is signed. */
export declare const sendgrid: Scheme;

/**
 * Sentry, of integrations. The secret is the client secret. Its time is not signed, and so not
 * read.
 */
export declare const sentry: Scheme;

/** Shopify. The secret is the client secret of the app. */
export declare const shopify: Scheme;

/** Slack: events, commands and interactions. The secret is the signing secret of the app. */
export declare const slack: Scheme;

/** Square. Its signature covers the notification URL as it was given. */
export declare const square: Scheme;

/**
 * Standard Webhooks with a shared secret (`whsec_…`). The id stays when a delivery is tried again, and the
 * time does not; an id with a full stop is refused, as it could be part of what follows.
 */
export declare const standardWebhooks: Scheme;

/** Standard Webhooks with the sender's public key (`whpk_…`). */
export declare const standardWebhooksV1a: Scheme;

/** Stripe. `whsec_` belongs to the secret: it is not taken off, as Standard Webhooks does. */
export declare const stripe: Scheme;

/** Svix, and those who send with it: Standard Webhooks under `svix-…` headers, or under the usual ones. */
export declare const svix: Scheme;

/** Svix with the sender's public key (`whpk_…`). */
export declare const svixV1a: Scheme;

/**
 * Telegram bots: the `secret_token` that the webhook was set with, which vouches for nothing that
 * comes with it.
 */
export declare const telegram: Scheme;

/** Telnyx; the key as its portal shows it. */
export declare const telnyx: Scheme;

/**
 * Trello. Its signature covers the callback URL as it was given when the webhook was made; the
 * secret is that of the application, not a token.
 */
export declare const trello: Scheme;

/**
 * Twilio: the address and the form's parameters, which nothing separates; or, of other bodies, the address
 * with the body's hash in it (`bodySHA256`). The address is tried with and without its port, and with its
 * query as its library re-encodes it.
 *
 * `covers: 'fields'` is less here than elsewhere: Twilio signs address, names and values as one text. Whoever has a
 * delivery can move the boundary between a name and its value, or between the address and the first name; and where
 * a value that somebody else wrote has `&bodySHA256=…` in it, move that into the address, so that a body of
 * another kind goes with it. So keep the addresses of forms from taking JSON, and look at `AccountSid`.
 */
export declare const twilio: Scheme;

/** Twitch EventSub. */
export declare const twitch: Scheme;

/** Typeform. */
export declare const typeform: Scheme;

/** Vercel. It signs with SHA-1 and has nothing newer; as a MAC that still holds. */
export declare const vercel: Scheme;

/** Webflow, of webhooks that were made by an app: it signs no others. The time is in milliseconds. */
export declare const webflow: Scheme;

/** Wise. Its sandbox has another key than its live system. */
export declare const wise: Scheme;

/** WooCommerce. The form that it sends when a webhook is made (`webhook_id=…`) is not signed. */
export declare const woocommerce: Scheme;

/** WorkOS. The time is in milliseconds. */
export declare const workos: Scheme;

/**
 * Xero. Before it sends events it sends wrong signatures on purpose, which must be answered with
 * 401.
 */
export declare const xero: Scheme;

/**
 * Zendesk. Constants of an older page of its documentation have time and body the other way
 * round.
 */
export declare const zendesk: Scheme;

/** Zoom. The secret is the secret token of the app. */
export declare const zoom: Scheme;

// @sallyport/webhook-auth/reasons

/** The reasons for which signatures are refused. From outside those with 401 look alike. */
export declare const signatureReasons: Readonly<Record<SignatureDenial, ReasonDefinition>>;

/** Why the table of services refuses, besides. From outside both look like a wrong signature. */
export declare const serviceReasons: Readonly<Record<ServiceDenial, ReasonDefinition>>;

/** The reasons for which `onceOnly` and `idempotent` do not let a delivery in. */
export declare const replayReasons: Readonly<Record<ReplayDenial, ReasonDefinition>>;

// @sallyport/webhook-auth/web

export { ReplayDenial } from '@sallyport/webhook-auth';

export { SignatureDenial } from '@sallyport/webhook-auth';

export { defineScheme } from '@sallyport/webhook-auth';

export { Delivery } from '@sallyport/webhook-auth';

export { DeliveryHeaders } from '@sallyport/webhook-auth';

export { Received } from '@sallyport/webhook-auth';

export { Answer } from '@sallyport/webhook-auth';

export { Claimed } from '@sallyport/webhook-auth';

export { DeliveryStore } from '@sallyport/webhook-auth';

export { Encoding } from '@sallyport/webhook-auth';

export { MacName } from '@sallyport/webhook-auth';

export { SecretForm } from '@sallyport/webhook-auth';

export { OnceOnlyDenial } from '@sallyport/webhook-auth';

export { OnceOnlyOptions } from '@sallyport/webhook-auth';

export { Covers } from '@sallyport/webhook-auth';

export { DeclaredScheme } from '@sallyport/webhook-auth';

export { DigestClaim } from '@sallyport/webhook-auth';

export { HashName } from '@sallyport/webhook-auth';

export { Outgoing } from '@sallyport/webhook-auth';

export { Pieces } from '@sallyport/webhook-auth';

export { Reading } from '@sallyport/webhook-auth';

export { ReadScheme } from '@sallyport/webhook-auth';

export { Scheme } from '@sallyport/webhook-auth';

export { SchemeFacts } from '@sallyport/webhook-auth';

export { SignedDelivery } from '@sallyport/webhook-auth';

export { Source } from '@sallyport/webhook-auth';

export { WebhookSecret } from '@sallyport/webhook-auth';

export { WebhookSecrets } from '@sallyport/webhook-auth';

export { SignOptions } from '@sallyport/webhook-auth';

export { MemoryDeliveryStore } from '@sallyport/webhook-auth';

export { MemoryDeliveryStoreOptions } from '@sallyport/webhook-auth';

export { TimeUnit } from '@sallyport/webhook-auth';

export { VerifierOptions } from '@sallyport/webhook-auth';

/**
 * Keeps deliveries in this process, as the one of the main entry does: for a server that is one process, and for
 * tests. Not for a platform that runs many isolates of a worker: each would know its own deliveries alone.
 *
 * @throws RangeError for bounds that cannot be kept.
 */
export declare const memoryDeliveryStore: (options?: MemoryDeliveryStoreOptions) => MemoryDeliveryStore;

/**
 * Lets each signed delivery in once: a replay is refused for as long as its signature would be accepted. Last in a
 * route. It keeps deliveries under the keys that the one on Node has, so that both can share a store.
 *
 * @throws TypeError or RangeError for options that cannot be right.
 */
export declare const onceOnly: (options: OnceOnlyOptions) => Guard<Nothing, OnceOnlyDenial, SignedWebhook>;

/**
 * Signs a delivery as the sender would, by WebCrypto: for tests of your own webhooks, and for senders. Only with
 * schemes whose secret signs as well as it checks.
 */
export declare function sign(scheme: Scheme, options: SignOptions): Promise<SignedDelivery>;

/** What {@link signedBy} proves. */
export interface SignedWebhook {
    readonly webhook: VerifiedWebhook;
}

/**
 * Lets in what the sender signed: over the bytes that came, before any parser; the handler still gets
 * its parsed body. `onceOnly` comes after it, last in the route.
 *
 * @throws RangeError for secrets and options that cannot be right, or that somebody could guess.
 */
export declare function signedBy(scheme: Scheme, options: VerifierOptions): Guard<SignedWebhook, SignatureDenial | BodyDenial>;

/** What is known of a delivery whose signature is right. */
export interface VerifiedWebhook extends WebhookFacts {
    /**
     * The same for two deliveries of the same signed content, whatever their headers and whichever secret; the same as
     * on Node. Where the secret itself is sent nothing is signed: there it is of the body.
     */
    fingerprint(): Promise<string>;
}

/** Checks a delivery. Never rejects for what was sent. */
export type Verifier = (delivery: Delivery) => Promise<Verdict<VerifiedWebhook, SignatureDenial>>;

/**
 * Makes a check of deliveries by WebCrypto: with the verdicts and the reasons that the one on Node has. Keys are
 * imported with the first delivery, and cannot be taken out again.
 *
 * @throws RangeError for secrets and options that cannot be right. Of a public key that only its arithmetic shows to
 * be none, each check rejects with it.
 */
export declare function verifier(scheme: Scheme, options: VerifierOptions): Verifier;

export { WebhookFacts } from '@sallyport/webhook-auth';

// @sallyport/webhook-auth/keys

/** Which certificates are a sender's. */
export interface CertificateKeysOptions extends KeptKeysOptions {
    /**
     * The addresses that may be fetched, from the scheme to the end: whatever does not match as a whole is never asked
     * for. Name the host and the path: a host that serves what others put there would serve their certificates.
     */
    readonly address: RegExp;
    /** Whether a certificate is the sender's. @default every one that lies at such an address */
    readonly isSenders?: (certificate: X509Certificate) => boolean;
}

/**
 * The keys of a sender whose deliveries name the address of its certificate. What vouches for a certificate is TLS to
 * the host: that it was issued by a trusted authority is not checked. It is accepted between its own dates.
 *
 * @throws TypeError or RangeError for options that cannot be right.
 */
export declare function certificateKeys(options: CertificateKeysOptions): KeySource;

/** How a source reaches its sender. */
export interface KeyFetchOptions {
    /** @default the platform's `fetch` */
    readonly fetch?: typeof globalThis.fetch;
    /** Against which kept keys grow old. @default the machine's monotonic clock */
    readonly monotonic?: MonotonicClock;
    /** @default the platform's timers */
    readonly timers?: Timers;
    /** How long one answer may take, its body with it. @default 5_000 */
    readonly timeoutMs?: number;
    /** How many fetches a minute there may be, whatever ids are sent. @default 10 */
    readonly fetchesPerMinute?: number;
}

/** Where a sender lists its keys. */
export interface JwksOptions extends KeyFetchOptions {
    /** Of https, and from you: never one that a delivery names (`jku`). */
    readonly url: string;
}

/**
 * The keys of a sender that lists them as a JWK Set (RFC 7517), by their `kid`. Kept for as long as the answer says
 * (`Cache-Control: max-age`), between a minute and a day; an hour where it says nothing.
 *
 * @throws RangeError for an address that is not of https.
 */
export declare function jwks({ url, ...options }: JwksOptions): KeySource;

/** How keys are kept that are fetched one by one. */
export interface KeptKeysOptions extends KeyFetchOptions {
    /** After which a key is fetched anew. @default an hour */
    readonly keepMs?: number;
    /** How many keys are kept; of more, those that were asked for longest ago are forgotten. @default 64 */
    readonly maxKeys?: number;
}

/**
 * A source of keys of your own. The id that it is asked for is text of whoever sends, and nothing of it is proved: it
 * must choose no host and no file, and neither fill a memory nor make you fetch without bound. Give the same list for
 * the same keys, so that they are made ready once; none for an id that there is not; and reject where you cannot tell.
 */
export declare const keySource: (keysFor: KeySource["keysFor"]) => KeySource;

/** How the certificates of SNS are fetched. */
export interface AwsSnsKeysOptions extends KeptKeysOptions {
    /** The regions of your topics: `us-east-1`. @default all */
    readonly regions?: readonly string[];
}

/**
 * The certificates of AWS SNS: of `https://sns.<region>.amazonaws.com/SimpleNotificationService-<hex>.pem` (`.com.cn`
 * in China), and of nothing else there. SNS answers at other paths with what its users have put there.
 *
 * @throws RangeError for a region that is none, and for none.
 */
export declare function awsSnsKeys({ regions, ...options }?: AwsSnsKeysOptions): KeySource;

/** The keys of GitHub's secret scanning, as its API lists them. */
export declare function githubKeys(options?: KeyFetchOptions): KeySource;

/** How Plaid is asked for its keys. */
export interface PlaidKeysOptions extends KeptKeysOptions {
    readonly clientId: string;
    readonly secret: Secret | string;
    /** @default 'production' */
    readonly environment?: 'production' | 'sandbox';
}

/**
 * The certificates of PayPal's webhooks, from `api.paypal.com` and `api.sandbox.paypal.com`. Their name must be one of
 * `paypal.com`, as PayPal's Python library demands; that library's check of who issued them is not made here.
 */
export declare function paypalKeys(options?: KeptKeysOptions): KeySource;

/** The keys of Plaid's webhooks, each asked for by its id (`/webhook_verification_key/get`). */
export declare function plaidKeys(options: PlaidKeysOptions): KeySource;

// @sallyport/webhook-auth/challenges

/**
 * Asana offers the secret of a webhook in a header, while your request to make the webhook is under way, and wants it
 * back in one. It signs with that secret from then on. A request that has a signature is never an offer.
 * See https://developers.asana.com/docs/webhooks-guide.
 *
 * @throws TypeError for options that cannot be right.
 */
export declare function asanaChallenge(options: KeepSecretOptions): Challenge;

/** Which subscriptions are confirmed, and how. */
export interface AwsSnsChallengeOptions {
    /**
     * The ARNs of your topics, as `awsSns` has them, or who knows them. Everybody can make a topic and send from it: Amazon's signature says
     * that it is a topic, and not whose.
     */
    readonly topics: readonly string[] | ((arn: string) => boolean | Promise<boolean>);
    /** @default the platform's fetch */
    readonly fetch?: ConfirmingFetch;
    /** How long Amazon may take. @default 5_000 */
    readonly timeoutMs?: number;
    /** @default the platform's timers */
    readonly timers?: Timers;
}

/**
 * Amazon SNS sends `SubscriptionConfirmation`, signed, and nothing else until the address in it has been visited. It is,
 * for topics of yours and only at Amazon's own host of the topic's region; a redirect is not followed.
 * See https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html.
 *
 * @throws TypeError or RangeError for options that cannot be right.
 */
export declare function awsSnsChallenge(options: AwsSnsChallengeOptions): SignedChallenge;

/** What of `fetch` is used. */
export type ConfirmingFetch = (url: string, init: {
    readonly redirect: 'error';
    readonly signal: AbortSignal;
}) => Promise<{
    readonly ok: boolean;
    readonly status: number;
    readonly body?: unknown;
}>;

/**
 * Answers a challenge that its sender does not sign. A guard that stands before the one which checks the signature:
 * what is no challenge goes on to it, and nothing is let in here.
 */
export type Challenge = Guard<Nothing, ChallengeDenial | BodyDenial> & {
    readonly signed: false;
};

/** Answers a challenge that its sender signs. A guard that needs what `signedBy` proves, and so stands after it. */
export type SignedChallenge = Guard<Nothing, ChallengeDenial | BodyDenial, SignedWebhook> & {
    readonly signed: true;
};

/**
 * Discord sends a PING, signed, when an address is entered, and now and then: of interactions it wants one back, of
 * webhook events a 204. Other PINGs have a wrong signature on purpose, and never get here.
 * See https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint.
 */
export declare const discordChallenge: SignedChallenge;

/**
 * Dropbox asks `GET ?challenge=…` when an address is entered, and wants it echoed as plain text that nothing sniffs.
 * See https://www.dropbox.com/developers/reference/webhooks.
 */
export declare const dropboxChallenge: Challenge;

/**
 * Trello, Mandrill and Intercom ask `HEAD` whether an address is there, before they use it: 200, and nothing else.
 * Mount the guard for `HEAD` as well.
 */
export declare const headChallenge: Challenge;

/** Where a secret goes that a sender makes up and offers. */
export interface KeepSecretOptions {
    /**
     * Keeps the secret that deliveries will be signed with, if one is waited for, and answers `true` then; anything else
     * refuses. Whoever knows the address can offer one, and what they offer would let them in: answer `true` once for
     * each webhook that you make, also when two ask at the same time.
     */
    keep(secret: Secret, request: GuardRequest): boolean | Promise<boolean>;
}

/** What Meta was told. */
export interface MetaChallengeOptions {
    /** The verify token that you made up and entered at Meta: 16 characters at least. */
    readonly verifyToken: Secret | string;
}

/**
 * Meta (Facebook, Instagram, Messenger, WhatsApp) asks `GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…`
 * when an address is entered, and wants the challenge echoed if the token is the one that you entered there.
 * See https://developers.facebook.com/docs/graph-api/webhooks/getting-started.
 *
 * @throws TypeError or RangeError for a token that is none, or too short.
 */
export declare function metaChallenge(options: MetaChallengeOptions): Challenge;

/**
 * Microsoft Graph asks `POST ?validationToken=…` when a subscription is made or renewed, and wants it echoed as plain
 * text. See https://learn.microsoft.com/graph/change-notifications-delivery-webhooks.
 */
export declare const microsoftGraphChallenge: Challenge;

/**
 * Notion sends the token that it will sign with, once, unsigned, and as all that is in the body; you enter it at Notion
 * to prove that you have it. A request that has a signature is never an offer.
 * See https://developers.notion.com/reference/webhooks.
 *
 * @throws TypeError for options that cannot be right.
 */
export declare function notionChallenge(options: KeepSecretOptions): Challenge;

/**
 * Okta asks `GET` once, when an event hook is verified, with a header that it wants back as JSON. See
 * https://developer.okta.com/docs/concepts/event-hooks/.
 */
export declare const oktaChallenge: Challenge;

/** Where a sender puts what it wants echoed. */
export interface QueryChallengeOptions {
    /** The parameter of the query. */
    readonly parameter: string;
    /** @default 'GET' */
    readonly method?: 'GET' | 'POST';
}

/**
 * Echoes a parameter of the query as plain text, for senders that ask so: `dropboxChallenge` and
 * `microsoftGraphChallenge` are made of it. Only letters, digits, spaces and `.~+/=:-`, 512 at most.
 *
 * @throws TypeError for options that cannot be right.
 */
export declare function queryChallenge(options: QueryChallengeOptions): Challenge;

/** What comes of a challenge. */
export type ChallengeDenial = 'challenge_answered' | 'challenge_malformed' | 'challenge_wrong' | 'challenge_unexpected' | 'challenge_failed';

/** What challenges are answered and refused with. */
export declare const challengeReasons: Readonly<Record<ChallengeDenial, ReasonDefinition>>;

/**
 * Slack sends `url_verification`, signed, when the address of events is entered, and wants its `challenge` echoed.
 * See https://docs.slack.dev/reference/events/url_verification.
 */
export declare const slackChallenge: SignedChallenge;

/**
 * Twitch sends a challenge, signed, when a subscription is made, and wants it echoed. Known by its body: the header
 * that says so is not signed.
 * See https://dev.twitch.tv/docs/eventsub/handling-webhook-events/#responding-to-a-challenge-request.
 */
export declare const twitchChallenge: SignedChallenge;

/** What {@link withChallenges} has to know besides. */
export interface WithChallengesOptions {
    /** Which service a request is of, as `webhookAuth` was told. @default the route's parameter `service` */
    readonly service?: (request: GuardRequest) => string | undefined;
}

/**
 * The guard of a table of senders, with the challenges of those that ask: each stands on the side of the signature
 * where it belongs. Mount it for every method that they ask with.
 *
 * @throws TypeError for what is no challenge.
 */
export declare function withChallenges<N extends string>(hooks: WebhookAuth<N>, challenges: Readonly<Partial<Record<NoInfer<N>, Challenge | SignedChallenge>>>, options?: WithChallengesOptions): Guard<SignedWebhook, WebhookDenial | ChallengeDenial>;

/** What Zoom's challenge is answered with. */
export interface ZoomChallengeOptions {
    /** The same as the signature's: the one that it was made with answers. */
    readonly secrets: WebhookSecrets;
}

/**
 * Zoom sends `endpoint.url_validation`, signed, when an address is entered and every 72 hours, and wants its token back
 * with a hash of it, made with the secret that it signs with.
 * See https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint.
 *
 * @throws TypeError for options that cannot be right.
 */
export declare function zoomChallenge(options: ZoomChallengeOptions): SignedChallenge;

// @sallyport/webhook-auth/explain

/** What a cause is a fault of. */
export type About = 'body' | 'secret' | 'header' | 'url' | 'time';

/** What a cause is, and what to do about it. */
export interface CauseDefinition {
    readonly about: About;
    readonly meaning: string;
    readonly remedy: string;
}

/** Every cause that can be proved. */
export type CauseName = 'body_parsed' | 'body_reserialised' | 'newline_at_end' | 'line_endings' | 'byte_order_mark' | 'whitespace_around' | 'character_encoding' | 'body_compressed' | 'body_base64' | 'body_double_encoded' | 'body_wrapped' | 'form_reencoded' | 'form_as_json' | 'body_joined' | 'body_truncated' | 'body_emptied' | 'secret_encoding' | 'secret_prefix' | 'secret_whitespace' | 'secret_quoted' | 'secret_case' | 'secret_previous' | 'secret_of_another' | 'secret_expired' | 'secret_not_yet_valid' | 'secret_id' | 'signature_prefix' | 'signature_encoding' | 'signature_hash' | 'signature_header' | 'header_repeated' | 'scheme_other' | 'url_scheme' | 'url_host' | 'url_port' | 'url_path' | 'url_query' | 'method_changed' | 'clock' | 'time_unit';

/** What every cause means and what to do about it. */
export declare const explainCauses: Readonly<Record<CauseName, CauseDefinition>>;

/** The first byte in which what came and what was signed differ. */
export interface Difference {
    readonly of: 'body' | 'url' | 'callbackUrl';
    readonly offset: number;
    /** Up to eight bytes from there in hex; of a secret `••`. Empty where it ends. */
    readonly came: string;
    readonly signed: string;
    /** What stands around it, escaped as in JSON. */
    readonly context: {
        readonly came: string;
        readonly signed: string;
    };
}

/** A delivery as it was checked; the body may be what a parser made of it. */
export interface ExplainedDelivery extends Omit<Delivery, 'body'> {
    readonly body: unknown;
}

/** What a delivery is explained with. */
export interface ExplainOptions {
    /** As the verifier has them. */
    readonly secrets: WebhookSecrets;
    /** As the verifier has it. */
    readonly callbackUrl?: string;
    /** As the verifier has it. @default as the scheme says */
    readonly toleranceSeconds?: number;
    /** The time at which it was checked. @default the machine's clock */
    readonly clock?: Clock;
    /** Secrets that were in force before, the last one first. @default none */
    readonly previous?: readonly (Secret | string)[];
    /** Secrets of other services, by their names. @default none */
    readonly others?: Readonly<Record<string, Secret | string>>;
    /** Other schemes that it may have been signed by. @default none */
    readonly schemes?: readonly Scheme[];
    /** The most computations. @default 5_000 */
    readonly maxMacs?: number;
    /** The most bytes that are computed over. @default 300 times 64 KiB; of longer bodies 64 times their length, and 128 MiB at most */
    readonly maxBytes?: number;
    /**
     * The most bytes of bodies that are made to be tried, whatever the length of the one that came: that is the
     * dearest. What was left out is told as `untried`. @default 32 MiB
     */
    readonly maxMade?: number;
}

/**
 * Why a delivery is refused: tries what usually goes wrong, alone and in pairs, and names what makes the
 * signature fit. A cause is named only when it does: else it is said to be undetermined, with what is
 * striking. How much is tried is bounded, and of a long body the rest is told as `untried`; a delivery
 * that is signed nowhere is not searched.
 *
 * For an operator's terminal, or a test. Never put it into an HTTP response, whoever asks: it tells how
 * to sign. It has no secret in it, and parts of the body.
 *
 * @throws RangeError or TypeError for options that cannot be right; a secret that is no key of the scheme's
 * form is none of those, but explained.
 */
export declare function explain(scheme: Scheme, delivery: ExplainedDelivery, options: ExplainOptions): Explanation;

/** An explanation as text, for a terminal. Never for an HTTP response. */
export declare function explained(result: Explanation): string;

/** Something that was otherwise when it was signed. Proved: with it, the signature fits. */
export interface Cause {
    readonly name: CauseName;
    readonly about: About;
    /** What exactly, for people. */
    readonly detail: string;
}

/** Causes that together make the signature fit. */
export interface Determined {
    readonly ok: false;
    readonly determined: true;
    readonly verdict: Refusal;
    /** One or two, and what is wrong with its time, or the time of its secret, besides. */
    readonly causes: readonly Cause[];
    /** Where the body or the address is not what was signed. */
    readonly difference?: Difference;
    readonly remedy: string;
    /** How many computations it took. */
    readonly tried: number;
}

/** Why a delivery is refused. For an operator's eyes: never part of an answer to a request. */
export type Explanation = {
    readonly ok: true;
} | Determined | Undetermined;

/** What the verifier refuses with; `secret_unusable` where none of the secrets is a key of the scheme's form. */
export type Refusal = SignatureDenial | 'secret_unusable';

/** Nothing that was tried makes the signature fit. */
export interface Undetermined {
    readonly ok: false;
    readonly determined: false;
    readonly verdict: Refusal;
    /** What was tried alone and is not it. */
    readonly ruledOut: readonly CauseName[];
    /** What was not tried alone, or not in every way, as the limits came first: of a long body. */
    readonly untried: readonly CauseName[];
    /** Whether all pairs were tried as well: else the limits came first. */
    readonly complete: boolean;
    /** What is striking. Nothing of it is proved. */
    readonly hints: readonly string[];
    readonly remedy: string;
    readonly tried: number;
}

/**
 * Reads a delivery that was kept as JSON: `{ "method", "url", "headers", "bodyBase64" }`. A header's value is
 * a text or a list of texts.
 *
 * @throws TypeError for what is no capture, without what is in it.
 */
export declare function readCapture(json: string): Delivery;

// @sallyport/webhook-auth/testing

/**
 * What every {@link DeliveryStore} must do, under any test runner.
 *
 * @param make - Called once per case. The data may be shared with other cases: no two use the same key.
 */
export declare function deliveryStoreCases(make: () => DeliveryStoreUnderTest | Promise<DeliveryStoreUnderTest>, { maxKeys }?: DeliveryStoreCaseOptions): readonly DeliveryStoreCase[];

/** A request that a sender could have sent. Other fields than these a client of HTTP passes over. */
export interface SignedRequest {
    readonly method: string;
    /** Path and query. */
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array<ArrayBuffer>;
    /** What checks it: for `signedBy`, `webhookAuth` or `verifier`. */
    readonly secrets: string | readonly WebhookSecret[];
    /** For schemes that sign the address: what the guard must have been told. */
    readonly callbackUrl: string;
}

/** What a test says of a request; the rest is as a sender could have it. */
export interface SignedRequestOptions extends Omit<SignOptions, 'secret' | 'body'>, SigningKeys {
    /** Bytes are sent as they are. @default one of the sender's kind, with an id of its own */
    readonly body?: Uint8Array | string;
    /** @default as the body looks: JSON, a form, or bytes */
    readonly contentType?: string;
    /** What the sender calls its key, where it says so. @default 'default' */
    readonly keyId?: string;
}

/**
 * A whole request, rightly signed: for `fetch(base + request.url, request)`, Fastify's `app.inject(request)`, Hono's
 * `app.request(request.url, request)` and `testRequest(request)`. Senders with public keys sign as well, with keys of
 * the test's.
 *
 * @throws TypeError or RangeError for options that cannot be right, and for a scheme that cannot be written.
 */
export declare function signedRequest(scheme: Scheme, options?: SignedRequestOptions): SignedRequest;

/** What of a test's options signs. */
export interface SigningKeys {
    /** For senders with a shared secret. @default a random one, the same for a scheme while the process runs */
    readonly secret?: Secret | string;
    /** For senders with public keys: the PEM that `testKeys` makes. @default as of `secret` */
    readonly privateKey?: string;
}

/** A key pair of a sender's, as tests have it. */
export interface TestKeys {
    /** In the form of the scheme: what stands where `secrets` does. */
    readonly publicKey: string;
    /** PEM: what `signedRequest` signs with. */
    readonly privateKey: string;
}

/**
 * Makes a key pair for a scheme whose sender signs with a private key, which only the sender has: the tests of
 * Discord, SendGrid, Wise and GitHub's secret scanning need one of their own. New each time.
 *
 * @throws TypeError for a scheme whose secret is shared: any text is one.
 */
export declare function testKeys(scheme: Scheme): TestKeys;

/** A store to be proved. */
export interface DeliveryStoreUnderTest {
    readonly store: DeliveryStore;
    /** Another on the same data, as another machine would have it. @default the same store */
    readonly other?: DeliveryStore;
    /** Lets so much time pass by the store's clock. @default it passes by itself, and the cases wait */
    pass?(ms: number): void;
    /** Runs after the case, whatever came of it. */
    close?(): void | Promise<void>;
}

/** How {@link deliveryStoreCases} proves a store. */
export interface DeliveryStoreCaseOptions {
    /** How many keys it holds, where that is bounded: each `make` must give an empty one then. @default it is not */
    readonly maxKeys?: number;
}

/** One thing that every store must do. */
export interface DeliveryStoreCase {
    readonly name: string;
    /** Rejects with what went wrong. */
    run(): Promise<void>;
}

// @sallyport/webhook-auth/sqlite

/** {@link sqliteDeliveryStore}: it answers at once. */
export interface SqliteDeliveryStore extends DeliveryStore {
    claim(key: string, holdMs: number): Claimed;
    complete(key: string, lease: string, keepMs: number): boolean;
    release(key: string, lease: string): boolean;
}

/** Where a SQLite store keeps its rows, and by whose time. */
export interface SqliteDeliveryStoreOptions {
    /** @default 'sallyport_deliveries' */
    readonly table?: string;
    /** @default the machine's clock */
    readonly clock?: Clock;
}

/**
 * Keeps deliveries in a SQLite file: they outlive the process, and hold for all processes on this
 * machine that have the file open. A claim is one transaction that holds the write lock from its
 * beginning, with one commit. Time is the time of day: while somebody sets it back, all is kept longer.
 *
 * Makes its table when it is not there. Each new row takes along two that have run out.
 *
 * @param db - A connection in which nobody else begins transactions; of a shared file, set up by
 * `sharedSqlite`.
 * @throws RangeError for a table that cannot be called so; whatever the database throws.
 */
export declare function sqliteDeliveryStore(db: SqliteDatabase, options?: SqliteDeliveryStoreOptions): SqliteDeliveryStore;

// @sallyport/webhook-auth/postgres

/** {@link postgresDeliveryStore}. */
export interface PostgresDeliveryStore extends DeliveryStore {
    /**
     * Makes the table, or brings it up to date: each time a program starts, on any number of machines at
     * once. A table of a later version is left as it is.
     */
    migrate(): Promise<void>;
}

/** Where a Postgres store keeps its rows. */
export interface PostgresDeliveryStoreOptions {
    /** One that is there. @default the first of the connection's search path */
    readonly schema?: string;
}

/**
 * Keeps deliveries in Postgres, for any number of machines, by the server's clock: one statement each
 * time. A claim takes a row over that has run out, and each new claim deletes up to two others that
 * have: the table stays within twice of what is live, and nobody has to clean it.
 *
 * @param pool - Of a database whose transactions are `read committed`, as they are unless somebody
 * changed that: in others a claim that had to wait for another rejects.
 */
export declare function postgresDeliveryStore(pool: PostgresPool, options?: PostgresDeliveryStoreOptions): PostgresDeliveryStore;

/** One step from a version of the table of deliveries to the next. */
export interface DeliveryStoreMigration {
    readonly version: number;
    /** Statements that belong in one transaction. They fail where they have run before. */
    readonly sql: string;
}

/**
 * What `migrate` runs, for those who run migrations with a tool of their own: in this order, each in
 * one transaction, with the schema first in the search path. Each notes its version in
 * `sallyport_deliveries_schema`, so that `migrate` knows of it. Who only uses the store needs SELECT,
 * INSERT, UPDATE and DELETE on `sallyport_deliveries`.
 */
export declare const deliveryStoreMigrations: readonly DeliveryStoreMigration[];

// @sallyport/webhook-auth/redis

/** How deliveries are kept in Redis. */
export interface RedisDeliveryStoreOptions {
    /** What every key begins with: 1 to 100 plain characters without braces. @default 'sallyport:deliveries' */
    readonly prefix?: string;
}

/**
 * Keeps deliveries in Redis 7 or later, for any number of machines, by the server's clock: a claim is
 * one `SET … NX GET PX`, the rest one script each. Redis must not evict keys before they expire
 * (`maxmemory-policy noeviction`): what it forgets, also because a replica that takes over knew less,
 * can come again.
 *
 * @throws TypeError or RangeError for a client or an option that cannot be used.
 */
export declare function redisDeliveryStore(client: Pick<RedisClient, 'command'>, options?: RedisDeliveryStoreOptions): DeliveryStore;

// exported nowhere, but spoken of above

type ByService = {
    readonly service: string;
};

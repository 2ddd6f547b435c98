// The public surface of @sallyport/webhook-auth, by entry point.

// @sallyport/webhook-auth

/** Why the table of services refuses, besides. */
export type ServiceDenial = 'service_unknown';

/** Why a signature is refused. */
export type SignatureDenial = 'signature_missing' | 'signature_repeated' | 'signature_malformed' | 'too_many_signatures' | 'signature_wrong' | 'secret_unknown' | 'secret_expired' | 'secret_not_yet_valid' | 'timestamp_missing' | 'timestamp_malformed' | 'timestamp_too_old' | 'timestamp_too_new' | 'delivery_id_missing' | 'content_malformed' | 'content_digest_wrong' | 'components_missing' | 'algorithm_refused' | 'body_not_raw';

/** Why the table of services refuses, besides. From outside it looks like a wrong signature. */
export declare const serviceReasons: Readonly<Record<ServiceDenial, ReasonDefinition>>;

/** The reasons for which signatures are refused. From outside those with 401 look alike. */
export declare const signatureReasons: Readonly<Record<SignatureDenial, ReasonDefinition>>;

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

/**
 * Makes a scheme of what a sender's documentation says. Refuses one whose signature covers nothing of
 * the body unless it says so, and one that reads a time or an id for more than it is.
 *
 * @throws RangeError or TypeError for a definition that cannot be right.
 */
export declare function defineScheme(scheme: DeclaredScheme | ReadScheme): Scheme;

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

/** How a signature is written. */
export type Encoding = 'hex' | 'base64' | 'base64url' | 'text';

/**
 * How a signature is made. `keyed-…`: a plain hash over the secret and then the content, which can be
 * lengthened by whoever has one: only where a sender has nothing better. `token`: the secret itself.
 */
export type MacName = SharedMac | PublicMac;

/**
 * How a secret's text becomes a key: as it stands, hex, base64, `whsec_` and base64 (Standard Webhooks);
 * public keys as PEM, as base64 of their DER (`spki`), and Ed25519's 32 bytes in hex or as `whpk_`.
 */
export type SecretForm = 'utf8' | 'hex' | 'base64' | 'whsec' | 'pem' | 'spki' | 'ed25519-hex' | 'whpk';

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
    readonly deliveryId?: Source;
    /** Must be said where `{body}` is not signed: whoever has one delivery can then make others. @default 'body' */
    readonly covers?: Exclude<Covers, 'body'>;
}

/** A delivery that is to be signed. */
export interface Outgoing {
    readonly body: Uint8Array;
    readonly method: string;
    readonly url: string;
    readonly callbackUrl: string | undefined;
    /** Milliseconds since the epoch. */
    readonly timestamp: number;
    readonly deliveryId: string;
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
    /** The delivery with its signature, made by `signature` of what is signed. */
    write?(outgoing: Outgoing, signature: (signed: Pieces) => string): SignedDelivery;
}

/** A scheme, checked. Made by {@link defineScheme}. */
export interface Scheme extends Omit<Required<ReadScheme>, 'write'>, Pick<ReadScheme, 'write'> {
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
    /** What proves it: an answer that the sender published, the sender's own library, or its documentation alone. */
    readonly evidence: 'vector' | 'library' | 'documentation';
}

/** A signed delivery: send these. */
export interface SignedDelivery {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
}

/**
 * Where a value is in a delivery: in a header, or in a field of the body. Of a header the whole
 * value, or, with a `separator`, those items that begin with the `prefix` (`v1=` of `t=1,v1=ab`), or
 * those from position `at` on (`ab,cd` of `1,ab,cd`).
 */
export type Source = {
    /** In lower case. */
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
    /** By service: what its scheme checks with; without a scheme, the secret that is sent. */
    readonly webhook_secrets: Readonly<Record<N, WebhookSecrets>>;
    /** By service: the secret that is sent, of those that sign as well. */
    readonly shared_secrets?: Readonly<Partial<Record<N, WebhookSecrets>>>;
}

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
 * @throws RangeError for secrets that cannot be right, or that somebody could guess.
 */
export declare function sharedSecret({ service, ...options }: SharedSecretOptions): Guard<SharedSecretProof, SignatureDenial>;

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
export declare function signedBy(scheme: Scheme, options: VerifierOptions): Guard<SignedWebhook, SignatureDenial | BodyDenial>;

/** In what a sender counts time. Declared, never guessed from how long the number is. */
export type TimeUnit = 's' | 'ms' | 'rfc3339';

/** What is known of a delivery whose signature is right. */
export interface VerifiedWebhook {
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
    /** The same for two deliveries of the same signed content, whatever their headers and whichever secret. */
    fingerprint(): string;
}

/** Checks a delivery. Never throws for what was sent. */
export type Verifier = (delivery: Delivery) => Verdict<VerifiedWebhook, SignatureDenial>;

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

/**
 * Makes a check of deliveries. Keys are made now, so that a secret that cannot be one is told now.
 *
 * @throws RangeError for secrets and options that cannot be right.
 */
export declare function verifier(scheme: Scheme, options: VerifierOptions): Verifier;

/** One guard for the webhooks of all services, for `/webhook/:service`. */
export interface WebhookAuth<N extends string> {
    /** Address, then the secret itself, then the signature. */
    readonly guard: Guard<SignedWebhook, WebhookDenial>;
    /** Counts and times deliveries by service. */
    readonly observer: Observer;
    /** Puts other settings in the place of all, or throws and leaves them. Requests under way end with the old ones. */
    replace(settings: WebhookSettings<N>, by?: ChangedBy): Promise<void>;
    /** Puts other secrets in the place of one service's. */
    setSecrets(service: N, secrets: WebhookSecrets, by?: ChangedBy): Promise<void>;
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

// @sallyport/webhook-auth/schemes

/** Bitbucket Cloud and Data Center. */
export declare const bitbucket: Scheme;

/** GitHub: repositories, organisations and apps. Its older SHA-1 header is not read. */
export declare const github: Scheme;

/** GitLab, of a webhook with a signing token: as Standard Webhooks. */
export declare const gitlab: Scheme;

/**
 * GitLab, of a webhook with a secret token: the token itself, which vouches for nothing that
 * comes with it.
 */
export declare const gitlabToken: Scheme;

/** LINE. The secret is the channel secret. */
export declare const line: Scheme;

/** Razorpay. */
export declare const razorpay: Scheme;

/** Shopify. The secret is the client secret of the app. */
export declare const shopify: Scheme;

/** Slack: events, commands and interactions. The secret is the signing secret of the app. */
export declare const slack: Scheme;

/** Square. Its signature covers the notification URL as it was given. */
export declare const square: Scheme;

/** Stripe. `whsec_` belongs to the secret: it is not taken off, as Standard Webhooks does. */
export declare const stripe: Scheme;

/**
 * Trello. Its signature covers the callback URL as it was given when the webhook was made; the
 * secret is that of the application, not a token.
 */
export declare const trello: Scheme;

/** Twitch EventSub. */
export declare const twitch: Scheme;

/**
 * Zendesk. Constants of an older page of its documentation have time and body the other way
 * round.
 */
export declare const zendesk: Scheme;

// exported nowhere, but spoken of above

type ByService = {
    readonly service: string;
};

type SharedMac = 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha512' | 'keyed-sha1' | 'keyed-sha256' | 'token';

type PublicMac = 'ed25519' | 'ecdsa-p256' | 'ecdsa-p256-raw' | 'rsa-sha1' | 'rsa-sha256' | 'rsa-pss-sha512';

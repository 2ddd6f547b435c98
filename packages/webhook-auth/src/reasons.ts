import type { ReasonDefinition } from '@sallyport/core'
import type { ReplayDenial, ServiceDenial, SignatureDenial } from './catalog.ts'

/** The reasons for which signatures are refused. From outside those with 401 look alike. */
export const signatureReasons: Readonly<Record<SignatureDenial, ReasonDefinition>> = {
  signature_missing: {
    status: 401,
    meaning: 'There is no signature where the scheme has it.',
    remedy: 'See whether the sender has the secret.',
  },
  signature_repeated: {
    status: 401,
    meaning: 'A header of the signature came more than once.',
    remedy: 'Look for what adds headers; else somebody tries.',
  },
  signature_malformed: {
    status: 401,
    meaning: 'What stands there is none: another prefix or encoding.',
    remedy: "Check that the scheme is the sender's.",
  },
  too_many_signatures: {
    status: 401,
    meaning: 'There are more signatures than are looked at.',
    remedy: 'Somebody tries.',
  },
  signature_wrong: {
    status: 401,
    meaning: 'The signature is not of this secret and these bytes.',
    remedy: 'Check the secret, what changes the body, and the callback URL where it is signed.',
  },
  secret_unknown: {
    status: 401,
    meaning: 'The sender names a key that is not known.',
    remedy: 'Add it with that id; else somebody tries.',
  },
  secret_expired: {
    status: 401,
    meaning: 'The signature is right, and its secret is no longer accepted.',
    remedy: 'Give the sender the new secret, or move `notAfter`.',
  },
  secret_not_yet_valid: {
    status: 401,
    meaning: 'The signature is right, and its secret is not accepted yet.',
    remedy: 'Give it to the sender later, or move `notBefore`.',
  },
  timestamp_missing: {
    status: 401,
    meaning: 'The scheme signs a time, and there is none.',
    remedy: "Check that the scheme is the sender's.",
  },
  timestamp_malformed: {
    status: 401,
    meaning: 'The time is not written as the scheme has it, or there are two.',
    remedy: "Check that the scheme is the sender's.",
  },
  timestamp_too_old: {
    status: 401,
    meaning: 'It was signed too long ago.',
    remedy: 'A replay, a slow queue, or a wrong clock.',
  },
  timestamp_too_new: {
    status: 401,
    meaning: 'It was signed in the future.',
    remedy: 'A wrong clock, here or there.',
  },
  delivery_id_missing: {
    status: 401,
    meaning: 'The scheme signs an id, and there is none.',
    remedy: "Check that the scheme is the sender's.",
  },
  content_malformed: {
    status: 401,
    meaning: 'What the scheme signs cannot be read.',
    remedy: "Check that the scheme is the sender's.",
  },
  content_digest_wrong: {
    status: 401,
    meaning: 'The digest that was signed is not of this body.',
    remedy: 'Look for what changes the body; else somebody tries.',
  },
  components_missing: {
    status: 401,
    meaning: 'The signature leaves out what it must cover.',
    remedy: 'Let the sender sign all that it must.',
  },
  algorithm_refused: {
    status: 401,
    meaning: 'It names an algorithm that the scheme does not use.',
    remedy: 'Let the sender use that; else somebody tries.',
  },
  sender_refused: {
    status: 401,
    meaning: 'It names a topic or an account that is not yours.',
    remedy: 'Add it to the scheme; else somebody tries.',
  },
  body_not_raw: {
    status: 500,
    meaning: 'The body is no longer the bytes that came.',
    remedy: 'Keep what parses bodies away from this route, or let it keep the bytes.',
  },
  keys_unavailable: {
    status: 503,
    meaning: 'The key of the sender cannot be fetched now.',
    remedy: 'See the cause.',
  },
}

/** Why the table of services refuses, besides. From outside both look like a wrong signature. */
export const serviceReasons: Readonly<Record<ServiceDenial, ReasonDefinition>> = {
  service_unknown: {
    status: 401,
    meaning: 'The path names a service that is not in the table.',
    remedy: 'Add it, or correct the address that the sender has.',
  },
  shared_secret_wrong: {
    status: 401,
    meaning: 'Of a service that signs as well: the secret that is sent is missing or wrong.',
    remedy: 'Check `shared_secrets`, and the header.',
  },
}

/** The reasons for which `onceOnly` and `idempotent` do not let a delivery in. */
export const replayReasons: Readonly<Record<ReplayDenial, ReasonDefinition>> = {
  delivery_replayed: {
    status: 409,
    meaning: 'The same signed delivery has come before.',
    remedy: 'A replay; or the sender tries again: use `idempotent`.',
  },
  delivery_in_progress: {
    status: 409,
    meaning: 'The same delivery is being handled, or nobody said how that ended.',
    remedy: 'The sender tries again. If it lasts, shorten `leaseMs` or mount the observer.',
  },
  delivery_done: {
    status: 200,
    meaning: 'The delivery was handled before, and is not done twice.',
    remedy: 'Nothing.',
  },
  replay_store_full: {
    status: 503,
    meaning: 'The store can keep no more, and gives up none that could come again.',
    remedy: 'Raise `maxKeys`, or use another store.',
  },
  replay_store_unavailable: {
    status: 503,
    meaning: 'The store does not answer, so that nobody can tell a replay.',
    remedy: 'See what the check of the store says.',
  },
}

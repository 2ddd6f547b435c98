import { coreReasons } from './catalog.ts'
import type { BodyDenial } from './guard.ts'
import { type Denied, deny, type Verdict } from './verdict.ts'

/** What reading a body comes to. */
export type BodyVerdict = Verdict<Uint8Array, BodyDenial>

// Closes: the rest is still on its way, and a connection kept alive would read it as the next request.
/** The body is longer than the limit. */
export const bodyTooLarge: Denied<'body_too_large'> = deny(
  'body_too_large',
  coreReasons.body_too_large.status,
  { headers: { connection: 'close' } },
)

// RFC 9113 §8.2.2. The stream ends by itself.
/** The same over HTTP/2, which forbids the header. */
export const streamTooLarge: Denied<'body_too_large'> = deny('body_too_large', bodyTooLarge.status)

/** The client left too early. */
export const bodyIncomplete: Denied<'body_incomplete'> = deny(
  'body_incomplete',
  coreReasons.body_incomplete.status,
)

/** The operator's mistake: said to `onError`, not to the client. */
export const bodyConsumed: Denied<'body_consumed'> = deny(
  'body_consumed',
  coreReasons.body_consumed.status,
  {
    shown: 'failed',
    message: 'Something failed on our side.',
    cause: new Error(
      'core: the body was read before a guard could. Mount the guard before the body parser, or ' +
        'let the parser keep the bytes: express.json({ verify: (req, _res, bytes) => { req.rawBody = bytes } })',
    ),
  },
)

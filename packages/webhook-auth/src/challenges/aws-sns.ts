import { allow, systemTimers, type Timers } from '@sallyport/core'
import { demandKnown } from '../known-names.ts'
import {
  answered,
  type ChallengeVerdict,
  refused,
  type SignedChallenge,
  signedChallenge,
} from './challenge.ts'
import { type Fields, jsonBody } from './json-body.ts'
import { only } from './token.ts'

/** What of `fetch` is used. */
export type ConfirmingFetch = (
  url: string,
  init: { readonly redirect: 'error'; readonly signal: AbortSignal },
) => Promise<{ readonly ok: boolean; readonly status: number; readonly body?: unknown }>

/** Which subscriptions are confirmed, and how. */
export interface AwsSnsChallengeOptions {
  /**
   * The ARNs of your topics, as `awsSns` has them, or who knows them. Everybody can make a topic and send from it: Amazon's signature says
   * that it is a topic, and not whose.
   */
  readonly topics: readonly string[] | ((arn: string) => boolean | Promise<boolean>)
  /** @default the platform's fetch */
  readonly fetch?: ConfirmingFetch
  /** How long Amazon may take. @default 5_000 */
  readonly timeoutMs?: number
  /** @default the platform's timers */
  readonly timers?: Timers
}

/**
 * Amazon SNS sends `SubscriptionConfirmation`, signed, and nothing else until the address in it has been visited. It is,
 * for topics of yours and only at Amazon's own host of the topic's region; a redirect is not followed.
 * See https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html.
 *
 * @throws TypeError or RangeError for options that cannot be right.
 */
export function awsSnsChallenge(options: AwsSnsChallengeOptions): SignedChallenge {
  demandKnown('awsSnsChallenge()', options, 'topics fetch timeoutMs timers')
  const { topics, timeoutMs = 5_000, timers = systemTimers } = options
  const { fetch = globalThis.fetch as ConfirmingFetch } = options
  const isOurs = topicsOf(topics)
  if (!(timeoutMs > 0 && timeoutMs <= 60_000)) {
    throw new RangeError(
      `webhook-auth: "timeoutMs" must be milliseconds from 1 to 60000, got ${String(timeoutMs)}`,
    )
  }
  return signedChallenge(async (request) => {
    const body = await jsonBody(request)
    if (!body.ok) return body
    if (body.value.Type !== 'SubscriptionConfirmation') return allow()
    const { TopicArn: arn } = body.value
    const url = confirmationUrl(body.value)
    if (typeof arn !== 'string' || url === undefined) return refused('challenge_malformed')
    if ((await isOurs(arn)) !== true) return refused('challenge_wrong')
    return visit(url, { fetch, timeoutMs, timers })
  })
}

function topicsOf(topics: AwsSnsChallengeOptions['topics']): (arn: string) => unknown {
  if (typeof topics === 'function') return topics
  if (
    Array.isArray(topics) &&
    topics.length > 0 &&
    topics.every((one) => arnForm.test(one.replace(/:\*$/, ':all')))
  ) {
    return (arn) => topics.includes(arn) || topics.includes(arn.replace(/:[^:]*$/, ':*'))
  }
  throw new TypeError(
    `webhook-auth: "topics" must be the ARNs of yours, got ${JSON.stringify(topics)}`,
  )
}

const arnForm = /^arn:aws[a-z-]*:sns:([a-z0-9-]{3,32}):\d{12}:[\w.-]{1,256}$/

/** Where the subscription is confirmed, if that is at Amazon's, and for the topic that the message names. */
function confirmationUrl({ TopicArn: arn, SubscribeURL: text }: Fields): string | undefined {
  const [, region] = arnForm.exec(String(arn)) ?? []
  if (region === undefined || typeof text !== 'string' || !URL.canParse(text)) return undefined
  const { protocol, host, username, password, pathname, searchParams, href } = new URL(text)
  const hosts = ['', '.cn'].map((end) => `sns.${region}.amazonaws.com${end}`)
  const isAmazon = protocol === 'https:' && hosts.includes(host) && !username && !password
  const [action, topic, token] = ['Action', 'TopicArn', 'Token'].map((name) =>
    only(searchParams.getAll(name)),
  )
  const isConfirmation = action === 'ConfirmSubscription' && topic === arn && Boolean(token)
  return isAmazon && pathname === '/' && isConfirmation ? href : undefined
}

async function visit(
  url: string,
  { fetch, timeoutMs, timers }: Required<Omit<AwsSnsChallengeOptions, 'topics'>>,
): Promise<ChallengeVerdict> {
  const controller = new AbortController()
  let cancel = (): void => {}
  const tooLate = new Promise<never>((_resolve, reject) => {
    cancel = timers.after(timeoutMs, () => {
      const late = new Error(`webhook-auth: Amazon SNS did not answer within ${timeoutMs} ms`)
      reject(late)
      controller.abort(late)
    })
  })
  const confirm = async (): Promise<void> => {
    const { signal } = controller
    const { ok, status, body } = await fetch(url, { redirect: 'error', signal })
    // Unread, it would hold the connection.
    await (body as { cancel?(): Promise<void> } | null | undefined)?.cancel?.()
    if (!ok) throw new Error(`webhook-auth: Amazon SNS answered a confirmation with ${status}`)
  }
  try {
    await Promise.race([confirm(), tooLate])
    return answered({ status: 204, headers: {}, body: '' })
  } catch (cause) {
    return refused('challenge_failed', cause)
  } finally {
    cancel()
  }
}

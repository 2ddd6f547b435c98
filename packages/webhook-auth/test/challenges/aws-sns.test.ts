import { manualTime, testRequest } from '@sallyport/core/testing'
import { defineScheme, type Scheme } from '@sallyport/webhook-auth'
import {
  type AwsSnsChallengeOptions,
  awsSnsChallenge,
  type ConfirmingFetch,
} from '@sallyport/webhook-auth/challenges'
import { describe, expect, it } from 'vitest'
import { behind, type Outcome, outcomeOf } from '../support/challenging.ts'

/** Stands for Amazon's, whose keys nobody has. */
const scheme: Scheme = defineScheme({
  ...{ id: 'sns', sender: 'Amazon SNS', mac: 'hmac-sha256', encoding: 'hex' },
  signature: { header: 'x-signature' },
  signed: '{body}',
  source: 'https://docs.aws.amazon.com/sns/',
  evidence: 'documentation',
})
const topic = 'arn:aws:sns:us-west-2:123456789012:MyTopic'
const host = 'https://sns.us-west-2.amazonaws.com/'
const query = `Action=ConfirmSubscription&TopicArn=${topic}&Token=2336412f37`
const message = {
  Type: 'SubscriptionConfirmation',
  MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
  Token: '2336412f37',
  TopicArn: topic,
  SubscribeURL: `${host}?${query}`,
}

/** Amazon's host, and who asked it what. */
function amazon(answer: Awaited<ReturnType<ConfirmingFetch>> = { ok: true, status: 200 }) {
  const asked: (readonly [string, string])[] = []
  const fetch: ConfirmingFetch = async (url, { redirect }) => {
    asked.push([url, redirect])
    return answer
  }
  return { asked, fetch }
}

const send = (given: object, options: Partial<AwsSnsChallengeOptions> = {}): Promise<Outcome> =>
  behind(awsSnsChallenge({ topics: [topic], ...options }), scheme).send(JSON.stringify(given))

describe('a subscription to a topic', () => {
  it('is confirmed at Amazon, and no handler runs', async () => {
    const { asked, fetch } = amazon()
    expect(await send(message, { fetch })).toEqual(['challenge_answered', ''])
    expect(asked).toEqual([[message.SubscribeURL, 'error']])
    const china = {
      ...message,
      TopicArn: 'arn:aws-cn:sns:cn-north-1:123456789012:MyTopic',
      SubscribeURL: `https://sns.cn-north-1.amazonaws.com.cn/?${query.replace(topic, 'arn:aws-cn:sns:cn-north-1:123456789012:MyTopic')}`,
    }
    const ours = (arn: string) => arn.startsWith('arn:aws-cn:')
    expect(await send(china, { fetch, topics: ours })).toEqual(['challenge_answered', ''])
  })

  it('is confirmed for all topics of an account, as the scheme takes them', async () => {
    const { asked, fetch } = amazon()
    const topics = ['arn:aws:sns:us-west-2:123456789012:*']
    expect(await send(message, { fetch, topics })).toEqual(['challenge_answered', ''])
    const TopicArn = topic.replace('123456789012', '999999999999')
    const SubscribeURL = message.SubscribeURL.replace(topic, TopicArn)
    const theirs = { ...message, TopicArn, SubscribeURL }
    expect(await send(theirs, { fetch, topics })).toEqual(['challenge_wrong', undefined])
    expect(asked.length).toBe(1)
  })

  it('of somebody else is not confirmed', async () => {
    const { asked, fetch } = amazon()
    const TopicArn = topic.replace('123456789012', '999999999999')
    const theirs = {
      ...message,
      TopicArn,
      SubscribeURL: `${host}?${query.replace(topic, TopicArn)}`,
    }
    expect(await send(theirs, { fetch })).toEqual(['challenge_wrong', undefined])
    const truthy = (() => 'yes') as never
    expect(await send(message, { fetch, topics: truthy })).toEqual(['challenge_wrong', undefined])
    expect(asked).toEqual([])
  })

  it('is confirmed nowhere else than at Amazon', async () => {
    const { asked, fetch } = amazon()
    for (const SubscribeURL of [
      `http://sns.us-west-2.amazonaws.com/?${query}`,
      `https://sns.us-west-2.amazonaws.com:8443/?${query}`,
      `https://a@sns.us-west-2.amazonaws.com/?${query}`,
      `https://sns.us-east-1.amazonaws.com/?${query}`,
      `https://sns.us-west-2.amazonaws.com.evil.example/?${query}`,
      `https://sns.us-west-2.amazonaws.com@evil.example/?${query}`,
      `https://snsxus-west-2.amazonaws.com/?${query}`,
      `https://evil.example/?${query}`,
      `https://127.0.0.1/?${query}`,
      `${host}other?${query}`,
      `${host}?${query.replace('Confirm', 'Delete')}`,
      `${host}?${query.replace('MyTopic', 'Other')}`,
      `${host}?${query}&Action=DeleteTopic`,
      `${host}?${query.replace(/&Token=.*/, '')}`,
      `ftp://sns.us-west-2.amazonaws.com/?${query}`,
      'not an address',
      7,
      undefined,
    ]) {
      expect(await send({ ...message, SubscribeURL }, { fetch })).toEqual([
        'challenge_malformed',
        undefined,
      ])
    }
    for (const TopicArn of ['', 'MyTopic', [topic], null, topic.replace('sns', 'sqs')]) {
      expect((await send({ ...message, TopicArn }, { fetch }))[0]).toBe('challenge_malformed')
    }
    expect(asked).toEqual([])
  })

  it('is not looked at without the right signature', async () => {
    const { asked, fetch } = amazon()
    const { guard, send } = behind(awsSnsChallenge({ topics: [topic], fetch }), scheme)
    const body = JSON.stringify(message)
    expect((await send(body, 'a secret of another, for all to see'))[0]).toBe('signature_wrong')
    const plain = testRequest({ method: 'POST', body })
    expect((await outcomeOf(guard, plain))[0]).toBe('signature_missing')
    expect(asked).toEqual([])
  })

  it('goes on where it is another message', async () => {
    const { asked, fetch } = amazon()
    for (const Type of ['Notification', 'UnsubscribeConfirmation', undefined]) {
      expect(await send({ ...message, Type }, { fetch })).toEqual(['goes on'])
    }
    expect(asked).toEqual([])
  })
})

describe('a confirmation that fails', () => {
  it('is tried again by Amazon, and its cause is told', async () => {
    const challenge = (fetch: ConfirmingFetch) => awsSnsChallenge({ topics: [topic], fetch })
    for (const [fetch, why] of [
      [amazon({ ok: false, status: 403 }).fetch, 'with 403'],
      [() => Promise.reject(new Error('no route')), 'no route'],
    ] as const) {
      const { guard, signed } = behind(challenge(fetch), scheme)
      expect(await guard(testRequest(signed(JSON.stringify(message))), {})).toMatchObject({
        reason: 'challenge_failed',
        status: 503,
        shown: 'unavailable',
        cause: expect.objectContaining({ message: expect.stringContaining(why) }),
      })
    }
  })

  it('is given up in time, also by a fetch that does not listen', async () => {
    const { timers, advance } = manualTime()
    let signal: AbortSignal | undefined
    const fetch: ConfirmingFetch = (_url, init) => {
      signal = init.signal
      return new Promise(() => {})
    }
    const asked = send(message, { fetch, timers, timeoutMs: 2_000 })
    await expect.poll(() => signal).toBeDefined()
    advance(2_000)
    expect(await asked).toEqual(['challenge_failed', undefined])
    expect(signal?.aborted).toBe(true)
  })

  it('leaves no body unread', async () => {
    let cancelled = 0
    const body = { cancel: async () => void cancelled++ }
    const { fetch } = amazon({ ok: true, status: 200, body })
    expect((await send(message, { fetch }))[0]).toBe('challenge_answered')
    expect(cancelled).toBe(1)
  })
})

it.each([
  [{}, '"topics"'],
  [{ topics: [] }, '"topics"'],
  [{ topics: ['MyTopic'] }, '"topics"'],
  [{ topics: topic }, '"topics"'],
  [{ topics: [topic], timeoutMs: 0 }, '"timeoutMs"'],
  [{ topics: [topic], timeoutMs: Number.NaN }, '"timeoutMs"'],
  [{ topics: [topic], confirm: true }, 'takes only'],
])('takes options that can be right, so not %j', (options, said) => {
  expect(() => awsSnsChallenge(options as never)).toThrow(said)
})

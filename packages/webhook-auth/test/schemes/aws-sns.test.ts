import { type Verifier, verifier } from '@sallyport/webhook-auth'
import { awsSns, awsSnsV1 } from '@sallyport/webhook-auth/schemes'
import MessageValidator from 'sns-validator'
import { describe, expect, it } from 'vitest'
import { certificateOf, otherRsaPair, rsaPair } from '../support/certificates.ts'
import {
  certificateUrl,
  confirmation,
  deliveryOf,
  type Message,
  notification,
  sentAt,
  signedMessage,
  topic,
  unsubscribed,
  withoutSubject,
} from '../support/sns.ts'

const value = rsaPair.publicKey.export({ format: 'pem', type: 'spki' }).toString()
const secrets = [{ id: certificateUrl, value }]
const now = Date.parse(sentAt)
const checkAt = (time: number, scheme = awsSns({ topics: [topic] })): Verifier =>
  verifier(scheme, { secrets, clock: () => time })
const check = checkAt(now)
const reasonOf = (message: Message, by: Verifier = check): string => {
  const verdict = by(deliveryOf(message))
  return verdict.ok ? 'in' : verdict.reason
}
const kinds = { notification, withoutSubject, confirmation, unsubscribed }

describe.each(Object.entries(kinds))('a %s of SNS', (_, message) => {
  it('comes in as what is signed, and vouches for fields', () => {
    expect(check(deliveryOf(signedMessage(message)))).toMatchObject({
      ok: true,
      value: {
        keyId: certificateUrl,
        covers: 'fields',
        deliveryId: message.MessageId,
        deliveryIdSigned: true,
        timestamp: now,
      },
    })
  })

  it('is refused once a field that is signed is another', () => {
    const whole = signedMessage(message)
    const names = 'Message MessageId Subject SubscribeURL Timestamp Token Type'.split(' ')
    const there = names.filter((name) => name in message)
    expect(there.length).toBeGreaterThan(3)
    for (const name of there) {
      const kind = message.Type === 'Notification' ? 'SubscriptionConfirmation' : 'Notification'
      const time = '2026-11-21T12:00:01.000Z'
      const other = { Type: kind, Timestamp: time }[name] ?? `${String(whole[name])}.`
      expect(reasonOf({ ...whole, [name]: other }), name).not.toBe('in')
    }
  })
})

describe('awsSns', () => {
  it('takes version 2 alone, and awsSnsV1 version 1', () => {
    const one = signedMessage(notification, { version: '1' })
    const old = checkAt(now, awsSnsV1({ topics: [topic] }))
    expect(reasonOf(one)).toBe('algorithm_refused')
    expect(reasonOf(one, old)).toBe('in')
    expect(reasonOf(signedMessage(notification), old)).toBe('algorithm_refused')
    expect(reasonOf({ ...one, SignatureVersion: '2' })).toBe('signature_wrong')
  })

  it('refuses what another account has SNS sign', () => {
    for (const TopicArn of [
      'arn:aws:sns:us-east-1:999999999999:orders',
      'arn:aws:sns:us-east-1:123456789012:orders2',
      'arn:aws:sns:eu-west-1:123456789012:orders',
    ]) {
      const message = signedMessage({ ...notification, TopicArn })
      expect(reasonOf(message)).toBe('sender_refused')
      // Subscribing is how such an account would begin.
      expect(reasonOf(signedMessage({ ...confirmation, TopicArn }))).toBe('sender_refused')
      expect(reasonOf({ ...message, TopicArn: topic })).toBe('signature_wrong')
    }
  })

  it('takes all topics of an account in a region where it is told so', () => {
    const all = checkAt(now, awsSns({ topics: ['arn:aws:sns:us-east-1:123456789012:*'] }))
    expect(reasonOf(signedMessage(notification), all)).toBe('in')
    const TopicArn = 'arn:aws:sns:us-east-1:999999999999:orders'
    expect(reasonOf(signedMessage({ ...notification, TopicArn }), all)).toBe('sender_refused')
  })

  it('must be told topics that are some', () => {
    for (const topics of [[], ['*'], ['arn:aws:sns:*:123456789012:a'], ['orders']]) {
      expect(() => awsSns({ topics })).toThrow(RangeError)
    }
  })

  it('lets nobody move text from one field into another', () => {
    const genuine = signedMessage({ ...withoutSubject, Message: 'a\nMessageId\nx\nSubject\nb' })
    expect(reasonOf(genuine)).toBe('in')
    const Subject = `b\nMessageId\n${String(withoutSubject.MessageId)}`
    // The same text is signed.
    const moved = { ...genuine, Message: 'a', MessageId: 'x', Subject }
    expect(reasonOf(moved)).toBe('content_malformed')
  })

  it('takes no letters that are signed as another', () => {
    const genuine = signedMessage({ ...notification, Message: '\ufffd' })
    expect(reasonOf(genuine)).toBe('in')
    expect(reasonOf({ ...genuine, Message: '\ud800' })).toBe('content_malformed')
  })

  it('takes null for a subject that is not there', () => {
    expect(reasonOf(signedMessage({ ...notification, Subject: null }))).toBe('in')
  })

  it('knows how long SNS tries again', () => {
    const message = signedMessage(notification)
    expect(reasonOf(message, checkAt(now + 3_900_000))).toBe('in')
    expect(reasonOf(message, checkAt(now + 3_900_001))).toBe('timestamp_too_old')
  })

  it.each(['', '[]', 'null', '"a"', '{', '{"__proto__":{"Signature":"a"}}', '{"Signature":{}}'])(
    'finds no signature in %s',
    (body) => {
      expect(check({ headers: {}, body })).toMatchObject({ reason: 'signature_missing' })
    },
  )

  it('says what else is missing', () => {
    const whole = signedMessage(notification)
    const without = (name: string) => reasonOf({ ...whole, [name]: null })
    expect(without('Timestamp')).toBe('timestamp_malformed')
    expect(without('Message')).toBe('content_malformed')
    expect(without('Type')).toBe('content_malformed')
    expect(reasonOf({ ...whole, Type: 'toString' })).toBe('content_malformed')
    expect(reasonOf({ ...whole, SigningCertURL: 'https://sns.evil.example/a.pem' })).toBe(
      'secret_unknown',
    )
  })
})

describe("AWS's own sns-validator", () => {
  const pem = certificateOf(rsaPair)
  /** Its cache is filled by what stands in for the network. */
  const theirs = (message: Message): Promise<boolean> =>
    new Promise((resolve) => {
      new MessageValidator().validate(JSON.stringify(message), (error) => resolve(!error))
    })

  it('and we accept and refuse the same', async () => {
    await withCertificate(pem, async () => {
      for (const version of ['1', '2'] as const) {
        const ours = checkAt(now, (version === '1' ? awsSnsV1 : awsSns)({ topics: [topic] }))
        for (const message of [notification, withoutSubject, confirmation]) {
          const whole = signedMessage(message, { version })
          expect([await theirs(whole), reasonOf(whole, ours)]).toEqual([true, 'in'])
          const forged = signedMessage(message, { version, by: otherRsaPair })
          expect([await theirs(forged), reasonOf(forged, ours)]).toEqual([false, 'signature_wrong'])
          const changed = { ...whole, Message: 'another' }
          expect([await theirs(changed), reasonOf(changed, ours)]).toEqual([
            false,
            'signature_wrong',
          ])
        }
      }
    })
  })

  it('lets in what it should not, and refuses what it should let in', async () => {
    await withCertificate(pem, async () => {
      // It forgets the token of this kind, which the documentation has.
      expect(await theirs(signedMessage(unsubscribed))).toBe(false)
      expect(reasonOf(signedMessage(unsubscribed))).toBe('in')
      // It asks for no topic.
      const other = signedMessage({ ...notification, TopicArn: `${topic}s` })
      expect([await theirs(other), reasonOf(other)]).toEqual([true, 'sender_refused'])
    })
  })
})

/** Runs while every certificate is this one, for a library that takes no `fetch`. */
async function withCertificate(pem: string, run: () => Promise<void>): Promise<void> {
  const { default: https } = await import('node:https')
  const { get } = https
  const response = {
    statusCode: 200,
    on(event: string, hear: (data?: string) => void) {
      if (event === 'data') hear(pem)
      if (event === 'end') hear()
      return response
    },
  }
  const fake = (_: unknown, answer: (given: typeof response) => void) => {
    answer(response)
    return { on: () => undefined }
  }
  https.get = fake as never // a stand-in for the one call that it makes
  try {
    await run()
  } finally {
    https.get = get
  }
}

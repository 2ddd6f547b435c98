import { sign } from 'node:crypto'
import { type Pair, rsaPair } from './certificates.ts'

export const topic = 'arn:aws:sns:us-east-1:123456789012:orders'
export const certificateUrl =
  'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem'
export const sentAt = '2026-11-21T12:00:00.000Z'

/** A message of SNS, before it is signed. */
export type Message = Readonly<Record<string, string | null | object>>

export const notification: Message = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: topic,
  Subject: 'My First Message',
  Message: 'Hello wörld!\nSecond line',
  Timestamp: sentAt,
  UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe',
  MessageAttributes: { kind: { Type: 'String', Value: 'a' } },
}
const { Subject: _, ...rest } = notification
export const withoutSubject: Message = rest
const control = {
  ...rest,
  Message: 'You have chosen to subscribe.\nTo confirm, visit the SubscribeURL.',
  Token: '2336412f37',
  SubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37',
}
export const confirmation: Message = { ...control, Type: 'SubscriptionConfirmation' }
export const unsubscribed: Message = { ...control, Type: 'UnsubscribeConfirmation' }

const order = 'Message MessageId Subject SubscribeURL Timestamp Token TopicArn Type'.split(' ')

/** What SNS signs of a message, as its documentation has it. */
export const textOf = (message: Message): string =>
  order
    .filter((name) => typeof message[name] === 'string')
    .map((name) => `${name}\n${String(message[name])}\n`)
    .join('')

/** The message as SNS sends it. */
export function signedMessage(
  message: Message,
  { version = '2', by = rsaPair }: { version?: '1' | '2'; by?: Pair } = {},
): Message {
  const hash = version === '1' ? 'sha1' : 'sha256'
  const Signature = sign(hash, Buffer.from(textOf(message)), by.privateKey).toString('base64')
  return { SigningCertURL: certificateUrl, ...message, SignatureVersion: version, Signature }
}

/** A delivery with a message as its body. */
export const deliveryOf = (
  message: Message,
): { headers: Record<string, string>; body: string } => ({
  headers: {},
  body: JSON.stringify(message),
})

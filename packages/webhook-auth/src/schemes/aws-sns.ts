import type { SignatureDenial } from '../catalog.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import { demandKnown } from '../known-names.ts'
import type { Reading, Scheme } from '../scheme.ts'
import { parseTimestamp } from '../timestamp.ts'

/** Whose messages are yours. */
export interface AwsSnsOptions {
  /**
   * The ARNs of your topics, or `arn:aws:sns:us-east-1:123456789012:*` for all of an account in a region. SNS signs for
   * every AWS account: whoever makes a topic of their own has messages that are rightly signed.
   */
  readonly topics: readonly string[]
}

const topicForm = /^arn:aws[a-z-]{0,16}:sns:[a-z\d-]{2,32}:\d{12}:(\*|[\w-]{1,256}(\.fifo)?)$/
/** For so long SNS tries again, and the time stays that of the first. */
const anHour = 3_600
const slack = 300

/**
 * AWS SNS, of a topic or subscription whose `SignatureVersion` is 2. What is signed is the message and its topic; its
 * attributes and the address to unsubscribe at are not. Its certificates are fetched by `awsSnsKeys` of `/keys`.
 *
 * @throws RangeError for topics that are none.
 */
export const awsSns = (options: AwsSnsOptions): Scheme => snsScheme('2', options)

/** AWS SNS of version 1, with SHA-1: old, and what a topic has until its `SignatureVersion` is set to 2. */
export const awsSnsV1 = (options: AwsSnsOptions): Scheme => snsScheme('1', options)

function snsScheme(version: '1' | '2', options: AwsSnsOptions): Scheme {
  demandKnown(version === '2' ? 'awsSns()' : 'awsSnsV1()', options, 'topics')
  const { topics } = options
  for (const topic of topics) {
    if (topicForm.test(topic)) continue
    throw new RangeError(
      `webhook-auth: "topics" must be ARNs of SNS topics, got ${JSON.stringify(topic)}`,
    )
  }
  if (topics.length === 0) throw new RangeError('webhook-auth: "topics" must name your topics')
  const yours = new Set(topics)
  return defineScheme({
    id: version === '2' ? 'aws-sns' : 'aws-sns-v1',
    sender: 'AWS SNS',
    mac: version === '2' ? 'rsa-sha256' : 'rsa-sha1',
    secret: 'pem',
    encoding: 'base64',
    covers: 'fields',
    signs:
      'Message, MessageId, Subject or SubscribeURL, Timestamp, Token, TopicArn and Type: those that there are, with names and line ends',
    toleranceSeconds: anHour + slack,
    deliveryId: 'signed',
    source:
      'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html',
    sourceRead: '2026-11-21',
    evidence: 'library',
    read: (received) => readSns(received, version, yours),
  })
}

const notification = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const
const confirmation = [
  ...['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
] as const
const fieldsOf = new Map<unknown, readonly string[]>([
  ['Notification', notification],
  ['SubscriptionConfirmation', confirmation],
  ['UnsubscribeConfirmation', confirmation],
])

function readSns(
  received: Received,
  version: '1' | '2',
  yours: ReadonlySet<string>,
): readonly Reading[] | SignatureDenial {
  const message = fieldsIn(received.json())
  const signature = message('Signature')
  if (signature === undefined) return 'signature_missing'
  if (message('SignatureVersion') !== version) return 'algorithm_refused'
  const topic = message('TopicArn') ?? ''
  if (!yours.has(topic) && !yours.has(topic.replace(/:[^:]*$/, ':*'))) return 'sender_refused'
  const timestamp = parseTimestamp(message('Timestamp') ?? '', 'rfc3339')
  if (timestamp === undefined) return 'timestamp_malformed'
  const signed = textOf(message)
  if (signed === undefined) return 'content_malformed'
  const deliveryId = message('MessageId')
  const keyId = message('SigningCertURL')
  return [{ signatures: [signature], signed: [signed], timestamp, deliveryId, keyId }]
}

/** What is signed, or undefined where a field is missing. */
function textOf(message: (name: string) => string | undefined): string | undefined {
  let text = ''
  for (const name of fieldsOf.get(message('Type')) ?? ['']) {
    const value = message(name)
    if (value === undefined && name === 'Subject') continue
    // Lone surrogates would all be signed as the same letter. And only the first field may have line ends: in another
    // they could pass for the beginning of the next, so that one text would be two messages.
    if (!value?.isWellFormed() || (name !== 'Message' && value.includes('\n'))) return undefined
    text += `${name}\n${value}\n`
  }
  return text
}

/** Reads the texts among the fields of a message; null is none, as Lambda has it. */
function fieldsIn(body: unknown): (name: string) => string | undefined {
  const fields = typeof body === 'object' && body !== null ? body : {}
  return (name) => {
    const value: unknown = Object.hasOwn(fields, name)
      ? (fields as Readonly<Record<string, unknown>>)[name]
      : undefined
    return typeof value === 'string' ? value : undefined
  }
}

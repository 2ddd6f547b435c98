// The same questions to three libraries and to us: `node scripts/bench/peers/api-keys.ts` prints what each answers.
import { createRequire } from 'node:module'
import { betterAuth } from './api-keys-better-auth.ts'
import { ours } from './api-keys-ours.ts'
import { type Answers, type Question, questions } from './api-keys-questions.ts'

const require = createRequire(import.meta.url)
const { checkAPIKey, extractShortToken, generateAPIKey } = require('prefixed-api-key')
const uuidApiKey = require('uuid-apikey')

const made = (keyPrefix = 'acme') => generateAPIKey({ keyPrefix })
const inWords = (isRight: boolean): string => (isRight ? 'valid' : 'refused')
const checked = async (sent: (token: string, secret: string) => unknown): Promise<string> => {
  const { token, longToken, longTokenHash } = await made()
  return inWords(checkAPIKey(sent(token, longToken), longTokenHash))
}

// It makes keys and checks them; whatever it does not do is the program's.
const prefixed: Answers = {
  async underscore() {
    const { token, shortToken } = await made('my_company')
    return extractShortToken(token) === shortToken
      ? 'found'
      : `not found: ${extractShortToken(token)}`
  },
  otherPrefix: () => checked((token) => token.replace('acme_', 'other_')),
  otherId: () => checked((_, secret) => `acme_madeUp_${secret}`),
  noToken: () => checked(() => null),
  numberToken: () => checked(() => 42),
  tooLong: () => checked((token) => `${token}x`),
  async spoiltDigest() {
    const { token, longTokenHash } = await made()
    return inWords(checkAPIKey(token, longTokenHash.slice(0, 10)))
  },
  async storedSent() {
    const { longTokenHash } = await made()
    return inWords(checkAPIKey(`acme_x_${longTokenHash}`, longTokenHash))
  },
}

const uuidChecked = (sent: (apiKey: string) => unknown): string => {
  const { apiKey, uuid } = uuidApiKey.create()
  return inWords(uuidApiKey.check(sent(apiKey), uuid))
}
const uuid: Answers = {
  noToken: () => uuidChecked(() => null),
  numberToken: () => uuidChecked(() => 42),
  tooLong() {
    const { apiKey, uuid } = uuidApiKey.create()
    try {
      return inWords(uuidApiKey.check(`${apiKey}x`, uuid))
    } catch (error) {
      const { name, message } = error as Error
      return message.includes(apiKey) ? `throws ${name} with the token` : `throws ${name}`
    }
  },
  spoiltDigest() {
    const { apiKey, uuid } = uuidApiKey.create()
    return inWords(uuidApiKey.check(apiKey, uuid.slice(0, 10)))
  },
  storedSent() {
    const { uuid } = uuidApiKey.create()
    return inWords(uuidApiKey.check(uuidApiKey.toAPIKey(uuid), uuid))
  },
}

const peers: Readonly<Record<string, Answers>> = {
  sallyport: ours,
  'better-auth, database': betterAuth('database'),
  'better-auth, secondary': betterAuth('secondary-storage'),
  'prefixed-api-key': prefixed,
  'uuid-apikey': uuid,
}

async function said(answers: Answers, question: Question): Promise<string> {
  const answer = answers[question]
  if (answer === undefined) return 'no such feature'
  try {
    return String(await answer())
  } catch (error) {
    return `throws ${(error as Error).name}`
  }
}

const widths = [62, 14, 34, 34, 34, 30, 30]
const row = (cells: readonly string[]): string =>
  cells
    .map((cell, i) => cell.padEnd(widths[i] ?? 0))
    .join(' ')
    .trimEnd()

console.log(row(['asked', 'should be', ...Object.keys(peers)]))
for (const [question, [asked, should]] of Object.entries(questions)) {
  const cells: string[] = []
  // One after the other: they tell time by one clock.
  for (const answers of Object.values(peers)) cells.push(await said(answers, question as Question))
  console.log(row([asked, should, ...cells]))
}
process.exit(0)

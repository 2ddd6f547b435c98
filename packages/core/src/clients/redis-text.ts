import type { RedisArgument, RedisReply } from './redis.ts'

/** A command's parts as text: what both clients send unchanged. */
export function textArguments(args: readonly RedisArgument[]): string[] {
  return args.map((arg) => {
    if (typeof arg === 'string') return arg
    // Redis would read "NaN" or "undefined" as a value like any other.
    if (Number.isFinite(arg)) return String(arg)
    throw new TypeError(`core: a Redis argument must be text or a finite number, got ${arg}`)
  })
}

/** A client's answer in the shape that is the same everywhere, however the client was set up. */
export function plainReply(answer: unknown): RedisReply {
  switch (typeof answer) {
    case 'string':
    case 'number':
      return answer
    case 'bigint':
      return String(answer)
    case 'boolean':
      return answer ? 1 : 0
    case 'object':
      return answer === null ? null : plainObject(answer)
    default:
      return null
  }
}

function plainObject(answer: object): RedisReply {
  if (Array.isArray(answer)) return answer.map(plainReply)
  if (answer instanceof Error) throw answer
  if (answer instanceof Uint8Array) return new TextDecoder().decode(answer)
  return Object.entries(answer).flatMap(([field, value]) => [field, plainReply(value)])
}

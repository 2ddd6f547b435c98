import type { BodyDenial, GuardRequest, Verdict } from '@sallyport/core'

/** For the operator: what keeps the bytes, wherever the handler runs. */
export const remedy = `The body is no longer the bytes that came, but what a parser made of them.
Express: mount the guard before express.json(); a verifier takes what express.raw({ type: '*/*' }) makes.
Fastify: the guard in onRequest; a verifier takes what addContentTypeParser(type, { parseAs: 'buffer' }, …) makes.
Hono, Next.js, Remix: the guard before what reads; a verifier takes new Uint8Array(await request.arrayBuffer()).
Lambda: Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8').`

/** The body as it came. Where something took it before, the cause says what to do about it. */
export async function rawBody(request: GuardRequest): Promise<Verdict<Uint8Array, BodyDenial>> {
  const body = await request.body()
  if (body.ok || body.reason !== 'body_consumed') return body
  return { ...body, cause: new TypeError(remedy, { cause: body.cause }) }
}

import { type BodyVerdict, bodyTooLarge } from './body.ts'
import { boundedBody } from './bounded-body.ts'
import { fetchBody, fetchHeader } from './fetch-body.ts'
import type { GuardRequest } from './guard.ts'
import type { RequestEnd } from './observer.ts'
import { aside } from './on-error.ts'
import { systemNewId } from './random.ts'
import {
  bodyLimitOf,
  pathOf,
  plainParams,
  type RequestOptions,
  type RequestView,
  refine,
  requestId,
  seenAs,
} from './request-view.ts'

export { defaultBodyLimit, type RequestOptions, type RequestView } from './request-view.ts'

/**
 * A fetch request as a guard sees it: Bun, Deno, workers, and tests that call an app without a
 * server. The same object for the same request, however often it is asked for; the view given last
 * holds, and the options given last add to what was known. Repeated headers arrive joined: fetch shows
 * no more.
 *
 * @example
 * ```ts
 * import { webRequest } from '@sallyport/core/web'
 *
 * const request = new Request('http://localhost/hook?x=1', { method: 'POST', body: '{}' })
 * const seen = webRequest(request, { peer: '192.0.2.1' })
 * console.log(seen.url, seen.ip) // prints: /hook?x=1 192.0.2.1
 *
 * const body = await seen.body()
 * console.log(body.ok && body.value.length, await request.text()) // prints: 2 {}
 * ```
 */
export function webRequest(
  request: Request,
  view?: WebRequestView,
  options: RequestOptions = {},
): GuardRequest {
  const kept = (view?.identity ?? request) as { [seenAs]?: WebRequest }
  const known = kept[seenAs]
  if (known !== undefined) return known.refine(request, view, options)
  const seen = new WebRequest(request, view ?? {}, options)
  kept[seenAs] = seen
  return seen
}

/** What a fetch framework knows besides. */
export interface WebRequestView extends RequestView {
  /** What stands for the request where middleware may put another Request in its place. @default the request */
  readonly identity?: object | undefined
}

class WebRequest implements GuardRequest {
  #request: Request
  #view: RequestView
  #options: RequestOptions
  #id: string | undefined
  readonly #body = boundedBody((limit) => fetchBody(this.#request, limit), bodyTooLarge)

  constructor(request: Request, view: RequestView, options: RequestOptions) {
    this.#request = request
    this.#view = view
    this.#options = options
  }
  refine(request: Request, view: RequestView | undefined, options: RequestOptions): this {
    this.#request = request
    if (view !== undefined) this.#view = view
    this.#options = refine(this.#options, options)
    return this
  }
  get id(): string {
    this.#id ??= requestId(this.headerValues('x-request-id'), this.#options.newId ?? systemNewId)
    return this.#id
  }
  get method(): string {
    return this.#request.method
  }
  get url(): string {
    return pathOf(this.#view.url ?? this.#request.url)
  }
  get route(): string | undefined {
    return this.#view.route?.()
  }
  get params(): Readonly<Record<string, string>> {
    return plainParams(this.#view)
  }
  get peer(): string | undefined {
    return this.#view.peer
  }
  get ip(): string | undefined {
    const { clientAddress } = this.#options
    return clientAddress === undefined ? this.peer : clientAddress(this)
  }
  // Arrows: a guard may take the request apart, `({ header }) => …`.
  readonly header = (name: string): string | undefined => fetchHeader(this.#request, name)[0]
  readonly headerValues = (name: string): readonly string[] => fetchHeader(this.#request, name)
  readonly body = (): Promise<BodyVerdict> => this.#body(bodyLimitOf(this.#options))
}

/**
 * Tells once how a response ended, and gives the response to answer with: its body is counted on the
 * way. A HEAD's body is never read, so it has ended already.
 */
export function onResponseEnd(
  response: Response,
  method: string,
  ended: (end: Omit<RequestEnd, 'denied' | 'recorded'>) => void,
): Response {
  const { body, status } = response
  let bytes = 0
  let over = false
  const end = (aborted: boolean): void => {
    if (over) return
    over = true
    aside(() => ended({ status, bytes, aborted }))
  }
  if (body === null || method === 'HEAD') {
    end(false)
    return response
  }
  const reader = body.getReader()
  // Nothing ahead of who reads: what is counted is what was taken.
  const counted = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await reader.read()
          if (next.done) {
            controller.close()
            return end(false)
          }
          bytes += next.value.length
          controller.enqueue(next.value)
        } catch (error) {
          controller.error(error)
          end(true)
        }
      },
      cancel(reason) {
        end(true)
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(counted, response)
}

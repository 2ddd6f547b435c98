import type { IncomingMessage } from 'node:http'

/** The stream under a request over HTTP/2 and its response, of which the types of HTTP/1 do not know. */
export interface Http2Stream {
  /** Its headers were all there is. */
  readonly endAfterHeaders: boolean
  /** Nothing more comes or goes. */
  readonly closed: boolean
  readonly destroyed: boolean
  /** It closed before its response had ended. */
  readonly aborted: boolean
  readonly rstCode: number
}

/** The stream, if it is one. */
export const http2Stream = (incoming: Partial<IncomingMessage>): Http2Stream | undefined =>
  incoming.httpVersionMajor === 2 ? (incoming as { stream?: Http2Stream }).stream : undefined

/** Whether it was cut off: by the client, or with the connection. */
export const isReset = (stream: Http2Stream | undefined): boolean =>
  stream !== undefined && (stream.aborted || stream.rstCode !== 0)

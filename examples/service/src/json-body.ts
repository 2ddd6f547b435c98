import { allow, deny, type Guard, type Nothing } from '@sallyport/core'

/** Whether the body is sent as JSON. A framework's parser comes later, and would refuse another type when all is paid for. */
export const sentAsJson: Guard<Nothing, 'not_json'> = ({ header }) =>
  /^application\/json *(;|$)/i.test(header('content-type') ?? '') ? allow() : sendJson

const sendJson = deny('not_json', 415, { message: 'Send it as application/json.' })

/** What bytes say in JSON; undefined where that is nothing, or `fatal` and they are no UTF-8. */
export function parsedJson(bytes: Uint8Array, { fatal = true } = {}): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal }).decode(bytes))
  } catch {
    return undefined
  }
}

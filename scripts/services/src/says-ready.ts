import type { Place } from './place.ts'

/** Whether `GET /-/ready` answers 200, as Prometheus and Alertmanager do once they serve. */
export async function saysReady({ port }: Place, signal: AbortSignal): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/-/ready`, { signal })
  await answer.body?.cancel()
  return answer.ok
}

/** A body that a sender could send, with an id of its own: no two are the same delivery. */
export const exampleBody = (scheme: string, id: string): string =>
  bodies.get(scheme)?.(id) ?? JSON.stringify({ id, type: 'example' })

/** Of those who read something out of it. */
const bodies: ReadonlyMap<string, (id: string) => string> = /* @__PURE__ */ new Map(
  Object.entries({
    adyen: (pspReference: string) =>
      JSON.stringify({
        live: 'false',
        notificationItems: [
          {
            NotificationRequestItem: {
              additionalData: {},
              amount: { currency: 'EUR', value: 1_130 },
              eventCode: 'AUTHORISATION',
              merchantAccountCode: 'Example',
              merchantReference: 'order-1',
              pspReference,
              success: 'true',
            },
          },
        ],
      }),
    'mailgun-form': (id: string) =>
      `${new URLSearchParams({ recipient: 'a@example.com', 'Message-Id': id })}`,
    twilio: (id: string) =>
      `${new URLSearchParams({ MessageSid: id, From: '+15005550006', Body: 'Hello' })}`,
  }),
)

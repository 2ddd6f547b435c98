/** Bodies that senders publish an answer to, in the tests of their libraries: as they are written there. */
export const kontentAi: object = {
  notifications: [
    {
      data: {
        system: {
          id: 'aa7f127f-1920-4454-a89a-0609aba8ea6f',
          name: 'This changes everything!',
          codename: 'this_changes_everything_',
          collection: 'marketing',
          workflow: 'default',
          workflow_step: 'published',
          language: 'default',
          type: 'product_update',
          last_modified: '2024-03-25T07:55:57.0563735Z',
        },
      },
      message: {
        environment_id: '0f5b6cb2-ea82-014e-ac74-f71e7e8b6aee',
        object_type: 'content_item',
        action: 'published',
        delivery_slot: 'published',
      },
    },
  ],
}

export const coinbaseCommerce: object = {
  id: 1,
  scheduled_for: '2017-01-31T20:50:02Z',
  attempt_number: 1,
  event: {
    id: '24934862-d980-46cb-9402-43c81b0cdba6',
    type: 'charge:created',
    api_version: '2018-03-22',
    created_at: '2017-01-31T20:49:02Z',
    data: {
      code: '66BEOV2A',
      name: 'The Sovereign Individual',
      description: 'Mastering the Transition to the Information Age',
      hosted_url: 'https://commerce.coinbase.com/charges/66BEOV2A',
      created_at: '2017-01-31T20:49:02Z',
      expires_at: '2017-01-31T21:04:02Z',
      timeline: [
        {
          time: '2017-01-31T20:49:02Z',
          status: 'NEW',
        },
      ],
      metadata: {},
      pricing_type: 'no_price',
      payments: [],
      addresses: {
        bitcoin: '0000000000000000000000000000000000',
        ethereum: '0x0000000000000000000000000000000000000000',
        litecoin: '3000000000000000000000000000000000',
        bitcoincash: 'bitcoincash:000000000000000000000000000000000000000000',
      },
    },
  },
}

export const pagerduty: object = {
  event: {
    id: '01BWDWL3NYY7LUFPZCC28QUCMK',
    event_type: 'incident.priority_updated',
    resource_type: 'incident',
    occurred_at: '2021-04-26T17:36:27.458Z',
    agent: {
      html_url: 'https://acme.pagerduty.com/users/PLH1HKV',
      id: 'PLH1HKV',
      self: 'https://api.pagerduty.com/users/PLH1HKV',
      summary: 'Tenex Engineer',
      type: 'user_reference',
    },
    client: null,
    data: {
      id: 'PGR0VU2',
      type: 'incident',
      self: 'https://api.pagerduty.com/incidents/PGR0VU2',
      html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
      number: 2,
      status: 'triggered',
      title: 'A little bump in the road',
      service: {
        html_url: 'https://acme.pagerduty.com/services/PF9KMXH',
        id: 'PF9KMXH',
        self: 'https://api.pagerduty.com/services/PF9KMXH',
        summary: 'API Service',
        type: 'service_reference',
      },
      assignees: [
        {
          html_url: 'https://acme.pagerduty.com/users/PTUXL6G',
          id: 'PTUXL6G',
          self: 'https://api.pagerduty.com/users/PTUXL6G',
          summary: 'User 123',
          type: 'user_reference',
        },
      ],
      escalation_policy: {
        html_url: 'https://acme.pagerduty.com/escalation_policies/PUS0KTE',
        id: 'PUS0KTE',
        self: 'https://api.pagerduty.com/escalation_policies/PUS0KTE',
        summary: 'Default',
        type: 'escalation_policy_reference',
      },
      teams: [
        {
          html_url: 'https://acme.pagerduty.com/teams/PFCVPS0',
          id: 'PFCVPS0',
          self: 'https://api.pagerduty.com/teams/PFCVPS0',
          summary: 'Engineering',
          type: 'team_reference',
        },
      ],
      priority: {
        html_url: 'https://acme.pagerduty.com/account/incident_priorities',
        id: 'PSO75BM',
        self: 'https://api.pagerduty.com/priorities/PSO75BM',
        summary: 'P1',
        type: 'priority_reference',
      },
      urgency: 'high',
      conference_bridge: {
        conference_number: 1000,
        conference_url: 'https://example.com',
      },
      resolve_reason: null,
    },
  },
}

import type { Scene } from './scene.ts'

const onOff = { variants: { on: true, off: false }, defaultVariant: 'off' }
const flags = [
  {
    key: 'paiement-en-3-fois',
    description: 'Propose de payer en trois fois sans frais.',
    owner: 'Équipe paiement',
    tags: ['paiement', 'lancement'],
    component: 'paiement-par-carte',
    definition: {
      state: 'ENABLED',
      ...onOff,
      targeting: {
        if: [
          { and: [{ in: [{ var: 'country' }, ['FR', 'BE']] }, { $ref: 'equipe' }] },
          'on',
          {
            fractional: [
              ['on', 20],
              ['off', 80],
            ],
          },
        ],
      },
    },
  },
  {
    key: 'nouvelle-recherche',
    description: 'Le nouveau moteur de recherche.',
    owner: 'Équipe catalogue',
    tags: ['recherche'],
    component: 'recherche',
    prerequisites: [{ flag: 'paiement-en-3-fois', variants: ['on'] }],
    definition: { state: 'DISABLED', ...onOff },
  },
  {
    key: 'nouveau-panier',
    description: 'Le panier refait, ouvert peu à peu.',
    owner: 'Équipe catalogue',
    tags: ['lancement'],
    component: 'panier',
    definition: { state: 'ENABLED', ...onOff },
  },
]

const day = 86_400_000
const onFlag = (key: string) => `/api/v1/flags/definitions/${key}`

/** Flags with all that steers them; in pre-production a change waits for a second person. */
export async function furnishFlags(send: Scene['send']): Promise<void> {
  const rule = { ends_with: [{ var: 'email' }, '@atelier.test'] }
  await send('PUT', '/api/v1/flags/segments/equipe', { rule })
  for (const flag of flags) await send('POST', '/api/v1/flags', flag)
  await send('POST', '/api/v1/flags/incident-rules', {
    key: 'nouvelle-recherche',
    variant: 'off',
    component: 'recherche',
    minimum_impact: 'major',
    dry_run: true,
  })
  await send('POST', `${onFlag('nouvelle-recherche')}/schedules`, {
    at: new Date(Date.now() + 3 * day).toISOString(),
    change: { state: 'ENABLED' },
  })
  await send('POST', `${onFlag('nouveau-panier')}/ramps`, {
    variant: 'on',
    steps: [
      { percent: 20, for_s: 86_400 },
      { percent: 100, for_s: 60 },
    ],
  })
  const approval = { title: 'Préproduction', approval: true, copy_from: 'production' }
  await send('PUT', '/api/v1/flags/projects/default/environments/preproduction', approval)
  await send('POST', `${onFlag('nouveau-panier')}/schedules?environment=preproduction`, {
    at: new Date(Date.now() + 2 * day).toISOString(),
    change: { defaultVariant: 'on' },
  })
  const change = { definition: { state: 'ENABLED', ...onOff }, reason: 'Ouverture aux clients de la bêta.' }
  await send('PUT', `${onFlag('nouvelle-recherche')}?environment=preproduction`, change)
}

/** A second project, in which people have roles of their own. */
export async function furnishProject(send: Scene['send'], people: readonly string[]): Promise<void> {
  const project = '/api/v1/flags/projects/application-mobile'
  await send('POST', '/api/v1/flags/projects', { name: 'application-mobile', title: 'Application mobile' })
  await send('PUT', `${project}/environments/recette`, { title: 'Recette', approval: true })
  for (const [index, id] of people.entries()) {
    await send('PUT', `${project}/members/${id}`, { role: index === 0 ? 'owner' : 'editor' })
  }
}

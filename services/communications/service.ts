import { ShowAcknowledgement, UseAcknowledgement } from '../../contracts/communications/acknowledgements.ts'
import * as announcing from '../../contracts/communications/announcements.ts'
import {
  ListChannels,
  ListDeliveries,
  RetryDelivery,
  TestChannel,
} from '../../contracts/communications/communications.ts'
import * as contact from '../../contracts/communications/contact.ts'
import * as subscribing from '../../contracts/communications/subscriptions.ts'
import { CreateWebhook, DeleteWebhook, ListWebhooks } from '../../contracts/communications/webhooks.ts'
import { FlagGlassBroken } from '../../contracts/flags/flag-governance.ts'
import { FlagLeaseChanged } from '../../contracts/flags/flag-leases.ts'
import { MailWanted, UserChanged } from '../../contracts/identity/access.ts'
import { AuditRecorded } from '../../contracts/identity/audit.ts'
import { IncidentFollowed } from '../../contracts/incidents/incident-collaboration.ts'
import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../contracts/incidents/incidents.ts'
import {
  type Maintenance,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
} from '../../contracts/incidents/maintenance.ts'
import { auditWriter } from '../../kit/audit/audit-record.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import type { Envelope } from '../../kit/service/event.ts'
import { type Context, defineService, type Reaction, react, type Served, serve } from '../../kit/service/service.ts'
import {
  announce,
  changeBanner,
  endBanner,
  endBannersOf,
  listAnnouncements,
  listBanners,
} from './announcements/announce.ts'
import { updateLeaseBanner } from './announcements/lease-banner.ts'
import { previewEmail } from './announcements/preview-email.ts'
import { channelProblems } from './channels/configured/channel-problems.ts'
import { findChannel, listChannels } from './channels/configured/list-channels.ts'
import { testChannel } from './channels/configured/test-channel.ts'
import { type ChannelSections, channelSections } from './config.ts'
import { deleteMessage, handleMessage, listMessages, receiveMessage } from './contact/inbox.ts'
import { listDeliveries, retryDelivery } from './delivery/list-deliveries.ts'
import { notifyIncident } from './delivery/queue-notifications.ts'
import { demo } from './demo.ts'
import { type Dependencies, openDependencies } from './dependencies.ts'
import { sendRequestedEmail } from './emails/send-requested-email.ts'
import { acknowledgeWithLink, showAcknowledgement } from './escalation/acknowledge.ts'
import { escalate } from './escalation/escalate.ts'
import { notifyFollowers, updateFollower } from './followers/notify-followers.ts'
import { createDeliveries } from './migrations/0001-create-deliveries.ts'
import { createMails } from './migrations/0002-create-mails.ts'
import { createAnnouncements } from './migrations/0003-create-announcements.ts'
import { createWebhooks } from './migrations/0004-create-webhooks.ts'
import { createReaders } from './migrations/0005-create-readers.ts'
import { showWebhooks } from './migrations/0006-show-webhooks.ts'
import { confirmOnce } from './migrations/0007-confirm-once.ts'
import { lettersAsJobs } from './migrations/0008-letters-as-jobs.ts'
import { moveCopies } from './migrations/0009-move-copies.ts'
import { deliveriesAsJobs } from './migrations/0010-deliveries-as-jobs.ts'
import { notifyAnnouncement, notifyBrokenGlass, notifyLease, notifyMaintenance } from './notifications/notify-team.ts'
import { prune } from './prune.ts'
import { readPublicStatus } from './public-status/public-status.ts'
import { secrets } from './secrets.ts'
import {
  notifySubscribers,
  notifySubscribersOfAnnouncement,
  notifySubscribersOfMaintenance,
} from './subscribers/notify-subscribers.ts'
import { subscribe } from './subscribers/subscribe.ts'
import { changeSubscription, showSubscription } from './subscribers/subscription-pages.ts'
import { listSubscribers, recordBounce, removeSubscriber } from './subscribers/subscriptions.ts'
import { createWebhook, deleteWebhook, listWebhooks } from './webhooks/webhooks.ts'

const escalateEveryMs = 5_000
const pruneEveryMs = 3_600_000

const recordAudit = auditWriter({ service: 'communications', event: AuditRecorded })

export const communications = defineService({
  name: 'communications',
  demo,
  config: channelSections,
  migrations: {
    '0001-create-deliveries': createDeliveries,
    '0002-create-mails': createMails,
    '0003-create-announcements': createAnnouncements,
    '0004-create-webhooks': createWebhooks,
    '0005-create-readers': createReaders,
    '0006-show-webhooks': showWebhooks,
    '0007-confirm-once': confirmOnce,
    '0008-letters-as-jobs': lettersAsJobs,
    '0009-move-copies': moveCopies,
    '0010-deliveries-as-jobs': deliveriesAsJobs,
  },
  secrets,
  validate: channelProblems,
  async start(context: Context<ChannelSections>) {
    const deps = await openDependencies(context)
    const { channels, copies, directAlerts } = deps
    return {
      serves: [
        ...channelOperations(deps),
        ...announcementOperations(deps),
        ...subscriptionOperations(deps),
        ...contactOperations(deps),
        ...webhookOperations(deps),
      ],
      reacts: [...copies.components.reactions, ...copies.incidents.reactions, ...reactions(deps)],
      recordJobChange: (caller, { action, id, queue, error }) =>
        recordAudit(context, caller, { action, id, before: { queue, error } }),
      schedules: [
        ...copies.components.schedules,
        ...copies.incidents.schedules,
        every(escalateEveryMs, 'escalate what nobody took over', () => escalate(deps)),
        periodically(pruneEveryMs, 'prune', () => prune(deps)),
      ],
      reload: async (next, placeOf) => {
        await channels.apply(next, placeOf)
        deps.emails.hurry()
      },
      onReady: async () => {
        await warnOfDuplicates(deps)
        await channels.apply(context.config, context.placeOf)
        for (const incident of await copies.incidents.all('open')) directAlerts.recordIncident(incident)
        await copies.components.begin()
        await copies.incidents.begin()
      },
      stop: () => directAlerts.stop(),
    }
  },
})

async function warnOfDuplicates({ store, subscribers, log }: Dependencies): Promise<void> {
  for (const ids of await store.transaction(() => subscribers.renewKeys())) {
    log.warn({ subscribers: ids }, 'two subscribers have one e-mail address, written in two ways: remove one of them')
  }
}

function channelOperations(deps: Dependencies): Served[] {
  const { channels } = deps
  return [
    serve(ListDeliveries, ({ query }) => listDeliveries(query, deps)),
    serve(RetryDelivery, ({ params }) => retryDelivery(params.id, deps)),
    serve(ListChannels, async () => ({ items: await listChannels(deps), next_cursor: null })),
    serve(TestChannel, ({ params }) => testChannel(findChannel(params.name, channels.list()), deps)),
    serve(ShowAcknowledgement, request => showAcknowledgement(request, deps)),
    serve(UseAcknowledgement, request => acknowledgeWithLink(request, deps)),
  ]
}

const announcementOperations = (deps: Dependencies): Served[] => [
  serve(announcing.Announce, ({ body }) => announce(body, deps)),
  serve(announcing.ListAnnouncements, ({ query }) => listAnnouncements(query, deps)),
  serve(announcing.ListBanners, async () => ({ items: await listBanners(deps), next_cursor: null })),
  serve(announcing.EndBanner, ({ params }) => endBanner(params.id, deps)),
  serve(announcing.ChangeBanner, request => changeBanner(request, deps)),
  serve(announcing.PreviewLetter, ({ body }) => previewEmail(body, deps)),
  serve(announcing.GetPublicStatus, () => readPublicStatus(deps)),
]

const subscriptionOperations = (deps: Dependencies): Served[] => [
  serve(subscribing.SubscribeByEmail, request => subscribe(request, deps)),
  serve(subscribing.ConfirmSubscription, request => changeSubscription('confirm', request, deps)),
  serve(subscribing.Unsubscribe, request => changeSubscription('unsubscribe', request, deps)),
  serve(subscribing.ShowConfirmation, request => showSubscription('confirm', request, deps)),
  serve(subscribing.ShowUnsubscription, request => showSubscription('unsubscribe', request, deps)),
  serve(subscribing.ListSubscribers, ({ query }) => listSubscribers(query, deps)),
  serve(subscribing.RemoveSubscriber, ({ params }) => removeSubscriber(params.id, deps)),
  serve(subscribing.ReportBounce, ({ body }) => recordBounce(body, deps)),
]

const contactOperations = (deps: Dependencies): Served[] => [
  serve(contact.SendContactMessage, request => receiveMessage(request, deps)),
  serve(contact.ListContactMessages, ({ query }) => listMessages(query, deps)),
  serve(contact.HandleContactMessage, ({ params, caller }) => handleMessage(params.id, caller, deps)),
  serve(contact.DeleteContactMessage, ({ params }) => deleteMessage(params.id, deps)),
]

const webhookOperations = (deps: Dependencies): Served[] => [
  serve(CreateWebhook, ({ body, caller }) => createWebhook(body, caller, deps)),
  serve(ListWebhooks, () => listWebhooks(deps)),
  serve(DeleteWebhook, ({ params }) => deleteWebhook(params.id, deps)),
]

function reactions(deps: Dependencies): Reaction[] {
  const { store, clock, channels, copies, directAlerts, followers, notifications } = deps
  const onIncident = async (event: Envelope<Incident>) => {
    await directAlerts.store()
    store.afterCommit(() => directAlerts.recordIncident(event.data))
    await notifyIncident(event, channels.list(), deps)
    await notifySubscribers(event, deps)
    await notifyFollowers(event, deps)
    if (event.data.status === 'resolved') await endBannersOf(event.data.id, deps)
  }
  const onMaintenance = async (what: 'scheduled' | 'started' | 'ended', event: Envelope<Maintenance>) => {
    const { id, revision } = event.data
    if (!(await notifications.markSent(id, revision, iso(clock.now())))) return
    if (what !== 'scheduled') await notifyMaintenance(what, event, channels.list(), deps)
    await notifySubscribersOfMaintenance(what, event.data, deps)
  }
  return [
    react(IncidentOpened, onIncident),
    react(IncidentUpdated, onIncident),
    react(IncidentResolved, onIncident),
    react(MaintenanceScheduled, event => onMaintenance('scheduled', event)),
    react(MaintenanceStarted, event => onMaintenance('started', event)),
    react(MaintenanceEnded, event => onMaintenance('ended', event)),
    react(FlagLeaseChanged, async event => {
      await updateLeaseBanner(event.data, deps)
      const incident = await copies.incidents.named(event.data.incident_id)
      await notifyLease(event, incident, channels.list(), deps)
    }),
    react(FlagGlassBroken, event => notifyBrokenGlass(event, channels.list(), deps)),
    react(announcing.AnnouncementPublished, async event => {
      if (event.data.quiet) return
      await notifyAnnouncement(event, channels.list(), deps)
      await notifySubscribersOfAnnouncement(event.data, deps)
    }),
    react(UserChanged, ({ data }) => updateFollower(data, deps)),
    react(IncidentFollowed, ({ data }) => followers.follow(data)),
    react(MailWanted, ({ data }) => sendRequestedEmail(data, deps)),
  ]
}

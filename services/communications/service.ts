import { MailWanted, UserChanged } from '../../contracts/access.ts'
import { ShowAcknowledgement, UseAcknowledgement } from '../../contracts/acknowledgements.ts'
import * as announcing from '../../contracts/announcements.ts'
import { ListChannels, ListDeliveries, RetryDelivery, TestChannel } from '../../contracts/communications.ts'
import * as contact from '../../contracts/contact.ts'
import { FlagGlassBroken } from '../../contracts/flag-governance.ts'
import { FlagLeaseChanged } from '../../contracts/flag-leases.ts'
import { IncidentFollowed } from '../../contracts/incident-work.ts'
import { type Incident, IncidentOpened, IncidentResolved, IncidentUpdated } from '../../contracts/incidents.ts'
import {
  type Maintenance,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
} from '../../contracts/maintenance.ts'
import * as subscribing from '../../contracts/subscriptions.ts'
import { CreateWebhook, DeleteWebhook, ListWebhooks } from '../../contracts/webhooks.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import type { Envelope } from '../../kit/service/event.ts'
import { type Context, defineService, react, type Served, serve } from '../../kit/service/service.ts'
import {
  announce,
  banners,
  changeBanner,
  endBanner,
  endBannersOf,
  listAnnouncements,
} from './announcements/announce.ts'
import { updateLeaseBanner } from './announcements/lease-banner.ts'
import { previewEmail } from './announcements/preview-email.ts'
import { auditJob } from './audit-job.ts'
import { channelProblems } from './channels/configured/channel-problems.ts'
import { findChannel, listChannels } from './channels/configured/list-channels.ts'
import { testChannel } from './channels/configured/test-channel.ts'
import { type ChannelSections, channelSections } from './config.ts'
import { deleteMessage, handleMessage, listMessages, receiveMessage } from './contact/inbox.ts'
import { listDeliveries } from './delivery/list-deliveries.ts'
import { retryDelivery } from './delivery/retry-delivery.ts'
import { demo } from './demo.ts'
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
import { notifyBrokenGlass } from './notifications/notify-broken-glass.ts'
import { notifyIncident } from './notifications/notify-incident.ts'
import { notifyLease } from './notifications/notify-lease.ts'
import { notifyAnnouncement, notifyMaintenance } from './notifications/notify-other.ts'
import { prune } from './prune.ts'
import { readPublicStatus } from './public-status/read-public-status.ts'
import { secrets } from './secrets.ts'
import { recordBounce, removeSubscriber } from './subscribers/change-subscription.ts'
import { listSubscribers } from './subscribers/list-subscribers.ts'
import {
  notifySubscribers,
  notifySubscribersOfAnnouncement,
  notifySubscribersOfMaintenance,
} from './subscribers/notify-subscribers.ts'
import { subscribe } from './subscribers/subscribe.ts'
import { changeSubscription, showSubscription } from './subscribers/subscription-pages.ts'
import { createWebhook, deleteWebhook, listWebhooks } from './webhooks/webhooks.ts'
import { openWork, type Work } from './work.ts'

const escalateEveryMs = 5_000
const pruneEveryMs = 3_600_000

async function tellDuplicates({ subscribers, subscriptions: { store } }: Work, { log }: Context): Promise<void> {
  for (const ids of await store.transaction(() => subscribers.renewKeys())) {
    log.warn({ subscribers: ids }, 'two subscribers have one e-mail address, written in two ways: remove one of them')
  }
}

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
    const work = await openWork(context)
    const { channels, mails } = work
    return {
      serves: [
        ...toTheTeam(work),
        ...toEverybody(work, context),
        ...toSubscribers(work),
        ...fromVisitors(work),
        ...toPrograms(work),
      ],
      reacts: reactions(work, context),
      recordJobChange: (caller, change) => auditJob(caller, change, context),
      schedules: [
        ...work.copies.components.schedules,
        ...work.copies.incidents.schedules,
        every(escalateEveryMs, 'escalate what nobody took over', () =>
          escalate(channels.steps(), channels.list(), { ...work.parts, ...work }),
        ),
        periodically(pruneEveryMs, 'prune', () => prune(work, context)),
      ],
      reload: async (next, placeOf) => {
        await channels.use(next, placeOf)
        channels.verify()
        mails.hurry()
      },
      onReady: async () => {
        await tellDuplicates(work, context)
        await channels.use()
        channels.verify()
        for (const incident of await work.copies.incidents.all('open')) work.direct.recordIncident(incident)
        await work.copies.components.begin()
        await work.copies.incidents.begin()
      },
      stop: () => work.direct.stop(),
    }
  },
})

function toTheTeam({ channels, parts, deliveries, acknowledging }: Work): Served[] {
  const { list, placeOf } = channels
  return [
    serve(ListDeliveries, ({ query }) => listDeliveries(query, deliveries)),
    serve(RetryDelivery, ({ params }) => retryDelivery(params.id, list(), parts)),
    serve(ListChannels, async () => ({
      items: await listChannels(list(), { deliveries, placeOf }),
      next_cursor: null,
    })),
    serve(TestChannel, ({ params }) => testChannel(findChannel(params.name, list()), parts)),
    serve(ShowAcknowledgement, asked => showAcknowledgement(asked, acknowledging)),
    serve(UseAcknowledgement, asked => acknowledgeWithLink(asked, acknowledging)),
  ]
}

function toEverybody({ announcements, copies }: Work, { clock, settings, storage }: Context): Served[] {
  return [
    serve(announcing.Announce, ({ body }) => announce(body, announcements)),
    serve(announcing.ListAnnouncements, ({ query }) => listAnnouncements(query, announcements.announcements)),
    serve(announcing.ListBanners, async () => ({ items: await banners(announcements), next_cursor: null })),
    serve(announcing.EndBanner, ({ params }) => endBanner(params.id, announcements)),
    serve(announcing.ChangeBanner, request => changeBanner(request, announcements)),
    serve(announcing.PreviewLetter, ({ body }) => previewEmail(body, { clock, settings })),
    serve(announcing.GetPublicStatus, () => readPublicStatus({ announcements, copies, clock, storage, settings })),
  ]
}

function toSubscribers({ subscriptions: work }: Work): Served[] {
  return [
    serve(subscribing.SubscribeByEmail, request => subscribe(request, work)),
    serve(subscribing.ConfirmSubscription, asked => changeSubscription('confirm', asked, work)),
    serve(subscribing.Unsubscribe, asked => changeSubscription('unsubscribe', asked, work)),
    serve(subscribing.ShowConfirmation, asked => showSubscription('confirm', asked, work)),
    serve(subscribing.ShowUnsubscription, asked => showSubscription('unsubscribe', asked, work)),
    serve(subscribing.ListSubscribers, ({ query }) => listSubscribers(query, work.subscribers)),
    serve(subscribing.RemoveSubscriber, ({ params }) => removeSubscriber(params.id, work)),
    serve(subscribing.ReportBounce, ({ body }) => recordBounce(body, work)),
  ]
}

function fromVisitors({ inbox }: Work): Served[] {
  return [
    serve(contact.SendContactMessage, request => receiveMessage(request, inbox)),
    serve(contact.ListContactMessages, ({ query }) => listMessages(query, inbox.messages)),
    serve(contact.HandleContactMessage, ({ params, caller }) => handleMessage(params.id, caller, inbox)),
    serve(contact.DeleteContactMessage, ({ params }) => deleteMessage(params.id, inbox)),
  ]
}

function toPrograms({ webhooks }: Work): Served[] {
  return [
    serve(CreateWebhook, ({ body, caller }) => createWebhook(body, caller, webhooks)),
    serve(ListWebhooks, () => listWebhooks(webhooks.webhooks)),
    serve(DeleteWebhook, ({ params }) => deleteWebhook(params.id, webhooks)),
  ]
}

function reactions(work: Work, { store, clock, log, settings }: Context) {
  const { channels, parts, subscriptions, notices, copies, announcements, readers } = work
  const letters = { ...subscriptions, notices, readers }
  const tell = async (event: Envelope<Incident>) => {
    await work.direct.store()
    store.afterCommit(() => work.direct.recordIncident(event.data))
    await notifyIncident(event, channels.list(), parts)
    await notifySubscribers(event, letters)
    await notifyFollowers(event, letters)
    if (event.data.status === 'resolved') await endBannersOf(event.data.id, announcements)
  }
  const tellWork = async (what: 'scheduled' | 'started' | 'ended', event: Envelope<Maintenance>) => {
    const { id, revision } = event.data
    if (!(await notices.markSent(id, revision, iso(clock.now())))) return
    if (what !== 'scheduled') await notifyMaintenance(what, event, channels.list(), parts)
    await notifySubscribersOfMaintenance(what, event.data, subscriptions)
  }
  return [
    ...copies.components.reactions,
    ...copies.incidents.reactions,
    react(IncidentOpened, tell),
    react(IncidentUpdated, tell),
    react(IncidentResolved, tell),
    react(MaintenanceScheduled, event => tellWork('scheduled', event)),
    react(MaintenanceStarted, event => tellWork('started', event)),
    react(MaintenanceEnded, event => tellWork('ended', event)),
    react(FlagLeaseChanged, async event => {
      await updateLeaseBanner(event.data, announcements)
      const incident = await copies.incidents.named(event.data.incident_id)
      await notifyLease(event, incident, channels.list(), parts)
    }),
    react(FlagGlassBroken, async event => {
      await notifyBrokenGlass(event, channels.list(), parts)
    }),
    react(announcing.AnnouncementPublished, async event => {
      if (event.data.quiet) return
      await notifyAnnouncement(event, channels.list(), parts)
      await notifySubscribersOfAnnouncement(event.data, letters)
    }),
    react(UserChanged, ({ data }) => updateFollower(data, letters)),
    react(IncidentFollowed, ({ data }) => readers.follow(data)),
    react(MailWanted, ({ data }) => sendRequestedEmail(data, { clock, log, settings, mails: work.mails })),
  ]
}

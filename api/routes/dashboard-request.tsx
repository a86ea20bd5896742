import type { FastifyPluginAsync } from 'fastify';
import { mayDecide } from '../../domain/entitlement.ts';
import { renderRequestReceipt } from '../../domain/receipt.ts';
import type { ActionSubject, Subject } from '../../domain/subject.ts';
import { PATHS, pageOfSubject } from '../pages/props.ts';
import { RequestPage } from '../pages/request.tsx';
import type { Services } from '../services.ts';
import { serveSubjects, temporalUrl } from './dashboard-subject.ts';
import { receiptUrlOf, whoOf, yesOf } from './facts-of-pages.ts';

/** One request that is no action: its record, and the decision where it is the visitor's. */
export const dashboardRequestRoutes: FastifyPluginAsync<Services> = async (app, services) =>
  serveSubjects<Exclude<Subject, ActionSubject>>(app, services, {
    path: PATHS.requests,
    missing: 'This account has no request of that id.',
    shows: (subject) => subject.kind !== 'action',
    render(visitor, { subject, ...said }, problem) {
      const now = services.now();
      const props = {
        who: whoOf(visitor),
        receipt: renderRequestReceipt(subject, said, now),
        receiptUrl: receiptUrlOf(services, subject),
        mayDecide: visitor.may.decide && mayDecide(visitor.decider, subject),
        ...yesOf(visitor.decider, subject),
        formBase: pageOfSubject(subject.id),
        temporalUrl: temporalUrl(services, visitor, subject.id),
        problem,
        now,
      };
      return <RequestPage {...props} />;
    },
  });

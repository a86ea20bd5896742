import type { FastifyPluginAsync } from 'fastify';
import { renderDecisionReceipt } from '../../domain/gate/decision-receipt.ts';
import { renderRequestReceipt } from '../../domain/receipt.ts';
import type { ActionSubject, Subject } from '../../domain/subject.ts';
import { DecisionPage } from '../pages/gate-decision.tsx';
import { PATHS } from '../pages/props.ts';
import { RequestPage } from '../pages/request.tsx';
import type { Services } from '../services.ts';
import { serveSubjects } from './dashboard-subject.ts';
import { receiptUrlOf } from './facts-of-pages.ts';

/** One request that is no action: its record, and the decision where it is the visitor's. */
export const dashboardRequestRoutes: FastifyPluginAsync<Services> = async (app, services) =>
  serveSubjects<Exclude<Subject, ActionSubject>>(app, services, {
    path: PATHS.requests,
    missing: 'This account has no request of that id.',
    shows: (subject) => subject.kind !== 'action',
    render({ subject, ...said }, common) {
      const { now } = common;
      const props = { ...common, receiptUrl: receiptUrlOf(services, subject) };
      return subject.kind === 'decision' ? (
        <DecisionPage {...props} receipt={renderDecisionReceipt(subject, said, { now, whole: true })} />
      ) : (
        <RequestPage {...props} receipt={renderRequestReceipt(subject, said, now)} />
      );
    },
  });

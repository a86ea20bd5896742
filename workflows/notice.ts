import type { NoticeInput } from '../domain/announcement.ts';
import { tell } from './tell.ts';

/**
 * One message to several channels at once, by itself: for what is said after its subject has closed, or has no
 * workflow at all. Completes when every channel was told or given up.
 */
export async function deliverNotice({ channels, ...notice }: NoticeInput): Promise<void> {
  await Promise.all(channels.map((channel) => tell(notice, channel)));
}

import { memo } from "react";
import type { Row } from "../view/row.ts";
import { toCountText, toMinutesText } from "../view/words.ts";
import { DataAge } from "./data-age.tsx";
import { LastAction } from "./last-action.tsx";
import { StatusMark } from "./status-mark.tsx";
import { UserName } from "./user-name.tsx";
import { Value } from "./value.tsx";

/** One user. Drawn anew only when its row object is another. */
export const UserRow = memo(function UserRow({ row }: { row: Row }) {
  const { metric, meta } = row;

  return (
    <tr>
      <th className="lm-c-user" scope="row">
        <UserName metric={metric} meta={meta} />
      </th>
      <td className="lm-c-company" title={metric.company}>
        <Value label="Company" field="company" meta={meta} text={metric.company} />
      </td>
      <td className="lm-c-status">
        <StatusMark row={row} />
      </td>
      <td className="lm-c-feature" title={metric.activeFeature}>
        <Value label="Feature" field="activeFeature" meta={meta} text={metric.activeFeature} />
      </td>
      <td className="lm-c-session">
        <Value label="Session" field="sessionDuration" meta={meta} text={toMinutesText(metric.sessionDuration)} />
      </td>
      <td className="lm-c-views">
        <Value label="Views" field="pageViews" meta={meta} text={toCountText(metric.pageViews)} />
      </td>
      <td className="lm-c-clicks">
        <Value label="Clicks" field="clickCount" meta={meta} text={toCountText(metric.clickCount)} />
      </td>
      <td className="lm-c-action">
        <LastAction row={row} />
      </td>
      <td className="lm-c-age">
        <DataAge row={row} />
      </td>
    </tr>
  );
});

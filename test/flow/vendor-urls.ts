/** The example URLs of the linuxbox document (2024-11-13) from the event's name on, byte for byte, in its order. */
export const linuxboxUrls = {
  start_call:
    'start_call?caller_type=internal&caller_num=591166223&caller_userid=linuxbox&dialed_num=591166200&target_num=591166200&call_id=1541078811.98&cel_id=28254912',
  queue_in:
    'queue_in?caller_num=591166223&dialed_num=591166200&queue_name=helpdesk&call_id=1541078811.98&cel_id=28254912&custom_call_id=Wua4kaib',
  queue_out: 'queue_out?queue_name=helpdesk&call_id=1541078811.98&cel_id=28254912&custom_call_id=Wua4kaib',
  start_int_dial:
    'start_int_dial?caller_num=591166223&caller_exten=102&caller_name=karel&dialed_num=591166200&dialed_exten=101&line_num=101&line_name=martin&line_userid=linuxbox&custom_call_id=Wua4kaib&call_id=1541078811.98&cel_id=28254912&queue_name=helpdesk&caller_type=external&queue_name=helpdesk&direction=internal',
  start_ext_dial:
    'start_ext_dial?caller_num=591166223&caller_exten=102&caller_name=karel&dialed_num=591166200&dialed_exten=101&line_num=102&line_name=karel&line_userid=linuxbox&custom_call_id=Wua4kaib&call_id=1541078811.98&cel_id=28254912&direction=internal',
  answered_internal:
    'answered_internal?caller_num=591166223&caller_exten=102&caller_name=karel&dialed_num=591166200&dialed_exten=101&line_num=101&line_name=martin&line_userid=linuxbox&custom_call_id=Wua4kaib&call_id=1541078811.98&cel_id=28254912&caller_type=external&direction=internal',
  answered_external:
    'answered_external?caller_num=591166223&caller_exten=102&caller_name=karel&dialed_num=591166200&dialed_exten=101&line_num=102&line_name=karel&line_userid=linuxbox&custom_call_id=Wua4kaib&call_id=1541078811.98&cel_id=28254912&direction=internal',
  hangup_internal:
    'hangup_internal?line_num=101&line_userid=linuxbox&custom_call_id=Wua4kaib&call_id=1541078811.98&cel_id=28254912',
  call_end: 'call_end?call_id=1541078811.98&cel_id=28254912&custom_call_id=Wua4kaib',
  pbx_agent_login: 'pbx_agent_login?userid=linuxbox&exten=121',
  pbx_agent_logout: 'pbx_agent_logout?userid=linuxbox&reason=pause',
  pbx_agent_set_state: 'pbx_agent_set_state?userid=linuxbox&state_name=pause',
  call_spy_start:
    'call_spy_start?call_id=1541078811.98&spying_exten=101&spying_target_exten=102&spying_userid=linuxbox&spying_target_userid=sales_agent1&spy_type=spy',
  call_spy_end:
    'call_spy_end?call_id=1541078811.98&spying_exten=101&spying_target_exten=102&spying_userid=linuxbox&spying_target_userid=sales_agent1&spy_type=spy',
  exten_paused: 'exten_paused?call_id=1541078811.98&exten=101&reason=unanswered_queue_call',
  call_recording_start: 'call_recording_start?call_id=1541078811.98',
  call_recording_stop: 'call_recording_stop?call_id=1541078811.98',
} as const;

export const linuxboxCallId = '1541078811.98';

/// Every door of the house and who may open it. A new one is added here with thought: it is the whole of what can be asked of us.
enum Routes {
    static let all = """
        DELETE /api/v1/businesses/{business_id} – members:manage
        DELETE /api/v1/businesses/{business_id}/offerings/{offering_id} – settings:modify
        DELETE /api/v1/businesses/{business_id}/resources/{resource_id} – settings:modify
        DELETE /api/v1/businesses/{business_id}/schedules/exceptions/{exception_id} – schedule:modify
        GET / – anyone
        GET /api/openapi.json – anyone
        GET /api/v1/auth/me – signed in
        GET /api/v1/booking/link – booking:view_all
        GET /api/v1/booking/requests – booking:view_all
        GET /api/v1/booking/settings – booking:view_all
        GET /api/v1/bookings – booking:view_all
        GET /api/v1/bookings/profile/{business_id}/bookings – booking:view_all
        GET /api/v1/bookings/ref/{ref} – anyone
        GET /api/v1/bookings/{id} – booking:view_all
        GET /api/v1/businesses – signed in
        GET /api/v1/businesses/{business_id} – anyone
        GET /api/v1/businesses/{business_id}/explain – booking:view_all
        GET /api/v1/businesses/{business_id}/offerings – booking:view_all
        GET /api/v1/businesses/{business_id}/offerings/{offering_id} – booking:view_all
        GET /api/v1/businesses/{business_id}/resources – booking:view_all
        GET /api/v1/businesses/{business_id}/resources/{resource_id} – booking:view_all
        GET /api/v1/businesses/{business_id}/schedules – booking:view_all
        GET /api/v1/businesses/{business_id}/schedules/holidays – booking:view_all
        GET /api/v1/businesses/{business_id}/schedules/outside – booking:view_all
        GET /api/v1/businesses/{business_id}/schedules/preview – booking:view_all
        GET /api/v1/holidays – anyone
        GET /api/v1/owners/my-profiles – signed in
        GET /api/v1/profiles/{business_id} – anyone
        GET /api/v1/public/{slug} – anyone
        GET /api/v1/public/{slug}/availability – anyone
        GET /api/v1/public/{slug}/services – anyone
        GET /b/{reference}/{key} – link
        GET /b/{reference}/{key}/cancel – link
        GET /b/{reference}/{key}/invite.ics – link
        GET /book/{slug} – anyone
        GET /book/{slug}/qr.svg – anyone
        GET /book/{slug}/{offering_id} – anyone
        GET /book/{slug}/{offering_id}/at/{start} – anyone
        GET /book/{slug}/{offering_id}/zone – anyone
        GET /desk – signed in
        GET /desk/new – signed in
        GET /desk/{slug} – booking:view_all
        GET /desk/{slug}/bookings – booking:view_all
        GET /desk/{slug}/bookings/new – booking:create
        GET /desk/{slug}/bookings/{id} – booking:view_all
        GET /desk/{slug}/bookings/{id}/approve – booking:view_all
        GET /desk/{slug}/bookings/{id}/cancel – booking:cancel
        GET /desk/{slug}/bookings/{id}/check-in – booking:view_all
        GET /desk/{slug}/bookings/{id}/complete – booking:view_all
        GET /desk/{slug}/bookings/{id}/no-show – booking:view_all
        GET /desk/{slug}/bookings/{id}/reject – booking:approve
        GET /desk/{slug}/day – booking:view_all
        GET /desk/{slug}/hours – booking:view_all
        GET /desk/{slug}/hours/copy – schedule:modify
        GET /desk/{slug}/hours/exceptions – schedule:modify
        GET /desk/{slug}/hours/exceptions/{id}/remove – schedule:modify
        GET /desk/{slug}/hours/holidays – schedule:modify
        GET /desk/{slug}/hours/holidays/off – schedule:modify
        GET /desk/{slug}/offerings – booking:view_all
        GET /desk/{slug}/offerings/new – settings:modify
        GET /desk/{slug}/offerings/{id} – settings:modify
        GET /desk/{slug}/offerings/{id}/archive – settings:modify
        GET /desk/{slug}/resources – booking:view_all
        GET /desk/{slug}/resources/new – settings:modify
        GET /desk/{slug}/resources/{id} – settings:modify
        GET /desk/{slug}/resources/{id}/archive – settings:modify
        GET /desk/{slug}/settings – settings:modify
        GET /desk/{slug}/settings/business – settings:modify
        GET /docs/problems – anyone
        GET /find – anyone
        GET /health/live – anyone
        GET /health/ready – anyone
        GET /language/{code} – anyone
        GET /login – anyone
        GET /outbox – anyone
        GET /outbox/{id} – anyone
        GET /outbox/{id}/html – anyone
        GET /outbox/{id}/invite.ics – anyone
        GET /register – anyone
        GET /{slug}/book – anyone
        POST /api/v1/auth/login – anyone
        POST /api/v1/auth/logout – anyone
        POST /api/v1/auth/refresh – anyone
        POST /api/v1/auth/register – anyone
        POST /api/v1/booking/requests/{id}/approve – booking:approve
        POST /api/v1/booking/requests/{id}/reject – booking:approve
        POST /api/v1/bookings – booking:create
        POST /api/v1/businesses – signed in
        POST /api/v1/businesses/{business_id}/offerings – settings:modify
        POST /api/v1/businesses/{business_id}/resources – settings:modify
        POST /api/v1/businesses/{business_id}/schedules/exceptions – schedule:modify
        POST /api/v1/owners/profiles – signed in
        POST /api/v1/profiles – signed in
        POST /api/v1/public/{slug}/book – anyone
        POST /api/v1/public/{slug}/hold – anyone
        POST /api/v1/public/{slug}/release – link
        POST /b/{reference}/{key}/cancel – link
        POST /book/{slug}/{offering_id}/at/{start} – anyone
        POST /desk/new – signed in
        POST /desk/{slug}/bookings/new – booking:create
        POST /desk/{slug}/bookings/{id}/approve – booking:approve
        POST /desk/{slug}/bookings/{id}/cancel – booking:cancel
        POST /desk/{slug}/bookings/{id}/check-in – booking:create
        POST /desk/{slug}/bookings/{id}/complete – booking:create
        POST /desk/{slug}/bookings/{id}/no-show – booking:create
        POST /desk/{slug}/bookings/{id}/reject – booking:approve
        POST /desk/{slug}/hours – schedule:modify
        POST /desk/{slug}/hours/copy – schedule:modify
        POST /desk/{slug}/hours/exceptions – schedule:modify
        POST /desk/{slug}/hours/exceptions/{id}/remove – schedule:modify
        POST /desk/{slug}/hours/holidays – schedule:modify
        POST /desk/{slug}/hours/holidays/off – schedule:modify
        POST /desk/{slug}/offerings/new – settings:modify
        POST /desk/{slug}/offerings/{id} – settings:modify
        POST /desk/{slug}/offerings/{id}/archive – settings:modify
        POST /desk/{slug}/resources/new – settings:modify
        POST /desk/{slug}/resources/{id} – settings:modify
        POST /desk/{slug}/resources/{id}/archive – settings:modify
        POST /desk/{slug}/settings – settings:modify
        POST /desk/{slug}/settings/business – settings:modify
        POST /find – anyone
        POST /login – anyone
        POST /logout – anyone
        POST /register – anyone
        PUT /api/v1/booking/settings – settings:modify
        PUT /api/v1/bookings/{id}/cancel – booking:cancel
        PUT /api/v1/bookings/{id}/reject – booking:approve
        PUT /api/v1/bookings/{id}/status – booking:approve
        PUT /api/v1/businesses/{business_id} – settings:modify
        PUT /api/v1/businesses/{business_id}/offerings/{offering_id} – settings:modify
        PUT /api/v1/businesses/{business_id}/resources/{resource_id} – settings:modify
        PUT /api/v1/businesses/{business_id}/schedules – schedule:modify
        PUT /api/v1/businesses/{business_id}/schedules/holidays – schedule:modify
        PUT /api/v1/customer/bookings/{id}/cancel – link
        PUT /api/v1/profiles/{business_id} – settings:modify
        """
}

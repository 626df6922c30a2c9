# The map of the ways of data.
flows-title = The ways of data
flows-map-about = A map: whose data, where it is, who handles it and in which country.
flows-lead = The map is drawn from the registers. The thicker a line, the more ways it stands for. The table below says the same, with links.
flows-about = Lines go from those whose data it is, to the place where it is kept, to whoever handles it and to the country. The table after the picture says the same.
flows-class = Kind of data
flows-whose = Whose data
flows-place = Where it is
flows-handler = Who handles it
flows-country = Country
flows-handler-unknown = The provider, no processor named
flows-own = We ourselves
flows-not-told = Stands in no register
flows-none = There is nothing to draw.
flows-table = The ways as a table
flows-others = { $value ->
    [one] 1 more
   *[other] { $value } more
}
flows-hidden = { $value ->
    [one] 1 does not fit in the picture and stands as “more”. It is in the table.
   *[other] { $value } do not fit in the picture and stand together as “more”. They are in the table.
}
flows-left-out = { $value ->
    [one] 1 more row does not fit. Choose a unit or a kind of data.
   *[other] { $value } more rows do not fit. Choose a unit or a kind of data.
}

//! ARIMA with automatic order.
